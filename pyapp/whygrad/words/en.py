"""The words of the explanations in English.

``RULES``: for each rule id its title, its general form (plain text in our notation; u and v stand for functions of x,
c and n for numbers) and, for rules that are not an operation's own, the reason in one sentence.
"""

RULES: dict[str, tuple[str, str, str]] = {
    "constant": ("Constant", "d/dx c = 0", "a constant does not move when {x} moves"),
    "identity": ("Identity", "d/dx x = 1", "{x} moves one for one with itself"),
    "constant_multiple": (
        "Constant multiple",
        "d/dx (c*u) = c*u'",
        "a fixed factor makes every change of u larger by that same factor, so it stays in front",
    ),
    "sum": ("Sum", "d/dx (u + v) = u' + v'", "the parts of a sum move it independently, so their slopes add"),
    "difference": ("Difference", "d/dx (u - v) = u' - v'", "what is taken away moves the difference the other way"),
    "power": ("Power rule", "d/dx x^n = n*x^(n - 1)", "the exponent comes to the front and drops by one"),
    "root": (
        "Root rule",
        "d/dx sqrt(x) = 1/(2*sqrt(x))",
        "a root is the power 1/2: the 1/2 comes to the front, and the power drops to -1/2",
    ),
    "product": (
        "Product rule",
        "d/dx (u*v) = u'*v + u*v'",
        "let one factor change at a time: each change counts as often as the other factor is large, and the two add",
    ),
    "quotient": (
        "Quotient rule",
        "d/dx (u/v) = (u'*v - u*v')/v^2",
        "it is the product rule for u times 1/v, written over the common denominator v squared",
    ),
    "reciprocal": ("Reciprocal rule", "d/dx (1/v) = -v'/v^2", "when v grows, 1/v shrinks, and it shrinks by v' measured against v squared"),
    "chain": (
        "Chain rule",
        "d/dx f(u) = f'(u)*u'",
        "u moves u' times as fast as {x}, and f moves f'(u) times as fast as u, so the two speeds multiply",
    ),
    "exponential": (
        "Exponential rule",
        "d/dx a^x = a^x*ln(a)",
        "an exponential grows in proportion to its own size; ln of the base is the proportion",
    ),
    "logarithm": ("Logarithm rule", "d/dx ln(x) = 1/x", "ln undoes e^x"),
    "trigonometric": ("Trigonometric rule", "d/dx sin(x) = cos(x)", ""),
    "inverse_trigonometric": ("Inverse trigonometric rule", "d/dx arctan(x) = 1/(1 + x^2)", ""),
    "hyperbolic": ("Hyperbolic rule", "d/dx sinh(x) = cosh(x)", ""),
    "inverse_hyperbolic": ("Inverse hyperbolic rule", "d/dx arsinh(x) = 1/sqrt(x^2 + 1)", ""),
    "absolute": ("Absolute value and steps", "d/dx abs(x) = sign(x)", ""),
    "extremum": ("Largest and smallest", "d/dx max(u, v) = u' where u > v, v' where v > u", ""),
    "piecewise": (
        "Piecewise",
        "d/dx piecewise(c: u, v) = piecewise(c: u', v')",
        "on each piece only that piece's formula counts, so each piece is differentiated on its own",
    ),
    "special": ("Special function", "d/dx f(x) = f'(x)", ""),
    "logarithmic_differentiation": (
        "Logarithmic differentiation",
        "d/dx u^v = u^v*(v'*ln(u) + v*u'/u)",
        "base and exponent both move, so neither the power rule nor the exponential rule fits: take ln first, ln(u^v) = v*ln(u), "
        "differentiate, and multiply by u^v",
    ),
    "implicit": (
        "Implicit differentiation",
        "d/dx u = d/dx v",
        "both sides stay equal, so their derivatives are equal; collect the terms with the slope, and solve for it",
    ),
    "rewrite": ("Rewrite", "", "the same function in a form that one rule fits"),
    "simplify": ("Simplify", "", "the same number in a shorter form"),
    "reduction": ("Reduction", "", ""),
    "matrix": ("Matrix rule", "", ""),
}

GENERAL_LATEX: dict[str, str] = {
    "constant": r"\frac{d}{dx} c = 0",
    "identity": r"\frac{d}{dx} x = 1",
    "constant_multiple": r"\frac{d}{dx}\left(c\,u\right) = c\,u'",
    "sum": r"\frac{d}{dx}\left(u + v\right) = u' + v'",
    "difference": r"\frac{d}{dx}\left(u - v\right) = u' - v'",
    "power": r"\frac{d}{dx} x^{n} = n\,x^{n - 1}",
    "product": r"\frac{d}{dx}\left(u\,v\right) = u'\,v + u\,v'",
    "quotient": r"\frac{d}{dx} \frac{u}{v} = \frac{u'\,v - u\,v'}{v^{2}}",
    "reciprocal": r"\frac{d}{dx} \frac{1}{v} = -\frac{v'}{v^{2}}",
    "chain": r"\frac{d}{dx} f(u) = f'(u)\,u'",
    "exponential": r"\frac{d}{dx} a^{x} = a^{x} \ln(a)",
    "piecewise": r"\frac{d}{dx}\begin{cases} u & \text{if } c \\ v & \text{otherwise} \end{cases} = "
    r"\begin{cases} u' & \text{if } c \\ v' & \text{otherwise} \end{cases}",
    "logarithmic_differentiation": r"\frac{d}{dx} u^{v} = u^{v} \left(v' \ln(u) + \frac{v\,u'}{u}\right)",
}

WAYS = {
    "product": "as a product with a negative power",
    "quotient": "with the quotient rule",
    "expanded": "multiplied out first",
    "power": "as a power",
    "exponential": "as a power of e",
    "logarithm": "with the logarithm taken apart first",
}
REWRITTEN = {
    "": "the same function in a form that one rule fits",
    "rewrite": "the same function in a form that one rule fits",
    "equal factors": "equal factors make a power",
    "negative power": "a power below the line is a negative power, so the power rule fits",
    "product": "dividing by v is multiplying by v^(-1), so the product rule fits",
    "expanded": "multiplied out, every term has a rule of its own",
    "power": "a root is a power with a fraction as its exponent, so the power rule fits",
    "exponential": "u = e^ln(u) where u is positive, so u^v = e^(v*ln(u)), and the exponential rule fits",
    "logarithm": "the logarithm of a product is the sum of the logarithms, where every factor is positive",
}
OPERATION_TITLE = "{title}: {name}"
CHAIN_SEVERAL = "{x} moves several parts at once: each passes its change on, and the changes add"
CURVE = (
    "Chain rule on a path",
    "dy/dx = y'/x'",
    "when {t} moves, y moves y' times as fast and x moves x' times as fast, so y moves y'/x' for each step of x",
)
CURVE_LATEX = r"\frac{dy}{dx} = \frac{y'}{x'}"
DIRECTION = "a step of length 1 along the direction moves it by this part of the step"
NO_DIRECTION = "The direction {direction} has no length, so there is no way to go."
VERTICAL = "Here {x} does not move when {t} does (its slope is 0), so the path is vertical and dividing by that slope would divide by 0."
FOLLOWS = "it follows {x}, with the slope that is looked for"

NO_PATH = "{of} is not made from {wrt}: no line leads from {wrt} to {of}, so {of} does not move when {wrt} moves."
NOT_SMOOTH = "{of} is reached from {wrt} only through {op}, and no slope flows through it."
NO_VALUE = "{of} has no value at this point, so it has no slope there: {cause}"
CAUSE_DOMAIN = "{op} needs {allowed}, and line {line} has {call}."
CAUSE_OVERFLOW = "line {line}, {call}, is larger than any double (about 1.8e308)."
BEYOND = "{of} is about {size}, which is larger than any double (about 1.8e308), so no number is shown for it."
BEYOND_SLOPE = "The slope is about {size}, which is larger than any double (about 1.8e308)."
CAUSE_UNKNOWN = "line {line}, {call}, could not be worked out at this point."
NO_SLOPE = "{of} has a value here but no slope: at line {line}, {call}, the slope of {op} needs {allowed}."
NO_SLOPE_FOUND = "{of} has a value here, but the rule of line {line}, {call}, gives no number at this point."
NO_FOLLOWER = "Where the curve is vertical, or {of} does not occur, {of} cannot follow {wrt}: dividing by its effect would divide by 0."
OFF_CURVE = "This point does not lie on the curve: the left side minus the right side is {gap}, not 0."
CORNER = "{op} has a corner here ({call}): its slope is {left} on the left and {right} on the right. Used here: {convention}."
DEFAULT = "No value was given for {names}, so {pairs} was chosen. Change it to see another point."
TOO_LONG = "The formula is too long to write out; the numbers come from the tape and are complete."
STEPS_CUT = "Only the first {shown} of {total} steps are told."
ORDER_TOO_LONG = "The derivative of order {order} would need more than a million lines, so it was not worked out by the tape."

NO_ORDER = "{of} has no derivative of order {order} at this point that the tape can reach."

SLOPE = {
    "corner": "there is a corner at this point, and the slopes on its two sides differ",
    "edge": "the point lies at the edge of the allowed numbers, so only one side could be tried",
    "rounding": "rounding hides the slope: the value changes too little, or too wildly, around this point",
    "none": "no value could be worked out on either side of this point",
    "wide": "the numbers here lie outside the range in which a slope can be measured with doubles",
    "long": "the calculation is too long to be run again and again",
}
