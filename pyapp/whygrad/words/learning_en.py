"""The words of learning by doing in English: what is said about an answer, a hint, a problem."""

RIGHT = "Right."
RIGHT_LONG = "Right. It can be written shorter: {formula}"
WRONG = "Not equal: at {where} yours gives {yours}, and the derivative is {ours}."
NO_NUMBER = "no number"
NO_POINT = "The two could not be compared: no point was found at which both have a value."
NO_FORMULA = "There is no formula for this derivative to compare with."
NOTHING_TO_DERIVE = "There is nothing here that could move, so there is no derivative to check."
NOT_A_FORMULA = "An answer is a formula."
WRITE_FORMULA = "write the derivative alone, such as 2x"
STRANGE_LETTER = "{name} does not occur in the question."
LETTERS = "the letters are {names}"

SLIPS: dict[str, str] = {
    "inner_forgotten": "The chain rule was begun and not finished: in {place}, the slope of the inside is missing as a factor.",
    "inner_added": "In {place} the slope of the inside was added; the chain rule multiplies by it.",
    "slope_at_slope": "In {place} the outer slope was taken at the slope of the inside; it is taken at the inside itself, and multiplied.",
    "inside_lost": "In {place} the outer slope was taken at the letter alone; it is taken at the whole inside.",
    "exponent_not_lowered": "In {place} the exponent came to the front and was not lowered by one.",
    "exponent_not_in_front": "In {place} the exponent was lowered by one and did not come to the front.",
    "exponent_raised": "{place} was integrated: the exponent went up and the formula was divided by it.",
    "exponent_lowered_the_wrong_way": "In {place} the exponent went up by one; it goes down by one.",
    "sign_of_exponent": "In {place} the exponent is negative, and its minus sign comes to the front with it.",
    "product_of_slopes": "In {place} the slopes of the factors were multiplied; one factor changes at a time, and the two are added.",
    "product_minus": "In {place} the two parts of the product rule were subtracted; they are added.",
    "product_first_alone": "In {place} only the first factor was differentiated; the part in which the second one changes is missing.",
    "product_second_alone": "In {place} only the second factor was differentiated; the part in which the first one changes is missing.",
    "quotient_of_slopes": "In {place} the slopes of top and bottom were divided; a quotient has a rule of its own.",
    "quotient_swapped": "In {place} the two parts of the top are in the wrong order: it is u'v - uv'.",
    "quotient_plus": "In {place} the two parts of the top were added: it is u'v - uv'.",
    "quotient_not_squared": "In {place} the bottom was not squared.",
    "quotient_top_alone": "In {place} the division by the square of the bottom is missing.",
    "exponential_by_power": "{place} has the variable in its exponent, so the power rule does not fit: an exponential stays as it is.",
    "exponential_without_ln": "In {place} the factor ln of the base is missing.",
    "ln_upside_down": "In {place} the ln of the base stands on the wrong side of the fraction line.",
    "power_rule_on_both": "In {place} the exponent moves too, so the power rule alone does not fit.",
    "exponential_rule_on_both": "In {place} the base moves too, so the exponential rule alone does not fit.",
    "sign_of_trigonometric": "The sign of the slope of {place} is the other one.",
    "sign_of_hyperbolic": "The sign of the slope of {place} is the other one: sinh and cosh have no minus sign where sin and cos do.",
    "sign_of_inverse": "The sign of the slope of {place} is the other one.",
    "degrees": "The slope of {place} was taken in degrees; the rule holds in radians.",
    "base_ignored": "In {place} the base of the logarithm was forgotten: divide by its ln.",
    "logarithm_kept": "{place} was kept as it is; the slope of a logarithm is 1 over its argument.",
    "root_without_half": "In {place} the factor 1/2 of the root is missing.",
    "root_upside_down": "In {place} the root belongs below the line: the power 1/2 goes down to -1/2.",
    "constant_kept": "In {place} a constant was kept; it does not move, so its slope is 0.",
    "factor_dropped": "In {place} the constant factor was lost; it stays in front.",
    "term_dropped": "In {place} one term was left out.",
    "reciprocal_sign": "In {place} the minus sign is missing: when the bottom grows, the whole shrinks.",
    "reciprocal_of_slope": "In {place} the slope of the bottom was turned over; a reciprocal has a rule of its own.",
    "reciprocal_without_inner": "In {place} the slope of the bottom is missing as a factor.",
    "reciprocal_not_squared": "In {place} the bottom was not squared.",
    "absolute_is_one": "The slope of {place} is -1 where the inside is negative.",
    "sign": "This is the derivative with the opposite sign.",
    "function_itself": "This is the function itself, not its derivative.",
    "other_letter": "This is the derivative by another letter.",
    "second_derivative": "This is the derivative of the derivative: one step too many.",
    "upside_down": "This is dx/dy; the question asks for dy/dx.",
}

HINT_RULE = "Look at the whole first: {title}."
HINT_REWRITE = "Rewrite it first: {before} as {after}. Then: {title}."
HINT_GENERAL = "The general form of the rule:"
HINT_PARTS = "The parts here:"
HINT_SLOPES = "The slopes of the parts, to be put together:"
HINT_ANSWER = "The answer:"

PROBLEM = "Differentiate by {wrt}."
PROBLEM_CURVE = "Find d{of}/d{wrt} on this curve."
