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
    "rewrite": ("Rewrite", "", "it is the same function, in a form that one rule fits"),
    "simplify": ("Simplify", "", "it is the same number in a shorter form"),
    "reduction": ("Reduction", "d/dx_k (x_1 + … + x_n) = 1", ""),
    "matrix": ("Matrix rule", "d/dx_k (a_1*x_1 + … + a_n*x_n) = a_k", ""),
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
    "root": r"\frac{d}{dx} \sqrt{x} = \frac{1}{2\sqrt{x}}",
    "logarithm": r"\frac{d}{dx} \ln(x) = \frac{1}{x}",
    "trigonometric": r"\frac{d}{dx} \sin(x) = \cos(x)",
    "inverse_trigonometric": r"\frac{d}{dx} \arctan(x) = \frac{1}{1 + x^{2}}",
    "hyperbolic": r"\frac{d}{dx} \sinh(x) = \cosh(x)",
    "inverse_hyperbolic": r"\frac{d}{dx} \operatorname{arsinh}(x) = \frac{1}{\sqrt{x^{2} + 1}}",
    "absolute": r"\frac{d}{dx} |x| = \operatorname{sign}(x)",
    "extremum": r"\frac{d}{dx} \max(u, v) = \begin{cases} u' & \text{if } u > v \\ v' & \text{if } v > u \end{cases}",
    "special": r"\frac{d}{dx} f(x) = f'(x)",
    "implicit": r"\frac{d}{dx} u = \frac{d}{dx} v",
    "reduction": r"\frac{d}{dx_k} \sum_{i} x_i = 1",
    "matrix": r"\frac{d}{dx_k} \sum_{i} a_i\,x_i = a_k",
    "piecewise": r"\frac{d}{dx}\begin{cases} u & \text{if } c \\ v & \text{otherwise} \end{cases} = "
    r"\begin{cases} u' & \text{if } c \\ v' & \text{otherwise} \end{cases}",
    "logarithmic_differentiation": r"\frac{d}{dx} u^{v} = u^{v} \left(v' \ln(u) + \frac{v\,u'}{u}\right)",
}

BRANCHES = {
    "max": ("d/dx max(u, v) = piecewise(u > v: u', u < v: v', (u' + v')/2)", "only the larger one counts; at a tie each counts half"),
    "min": ("d/dx min(u, v) = piecewise(u < v: u', u > v: v', (u' + v')/2)", "only the smaller one counts; at a tie each counts half"),
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
    "": "it is the same function, in a form that one rule fits",
    "rewrite": "it is the same function, in a form that one rule fits",
    "equal factors": "equal factors make a power",
    "negative power": "a power below the line is a negative power, so the power rule fits",
    "product": "dividing by v is multiplying by v^(-1), so the product rule fits",
    "expanded": "multiplied out, every term has a rule of its own",
    "power": "a root is a power with a fraction as its exponent, so the power rule fits",
    "exponential": "u = e^ln(u) where u is positive, so u^v = e^(v*ln(u)), and the exponential rule fits",
    "logarithm": "the logarithm of a product is the sum of the logarithms, where every factor is positive",
}
COLLECTED = ("Collect", "the derivatives of both sides differ by 0; with the terms of the slope together, divide by what multiplies it")
WRONG = "the two sides differ: this is a fault of whygrad"
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

AT_ENTRY = "{call} at entry [{place}]"
SEVERAL = (
    "{of} is an array ({shape}), so the effects shown are on the sum of its entries, as TensorFlow does; "
    "jacobian({of}, …) keeps the entries apart."
)
COPIED = "line {line} was copied from {own} to {shape}, so its effect is the sum over the copies"
COPIED_NUMBER = "the number in line {line} was used for all {count} entries, so its effect is the sum over them"
CONSTANT_IN = "The derivative is 0, since {of} is not made from {wrt}. The frameworks call this None: no path."
ANSWER = "the answer"
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
LIMIT = "{cause} Yet the slopes to ever nearer points approach {limit}, and so does the formula, so the slope here is {limit}."
STEEP = " Towards this point the graph grows steeper without end: the slope is infinite, and no number."
JUMP_BESIDE = " On at least one side the value jumps here, so there is no slope."
CUSP = " Towards this point the graph grows steeper without end, falling on one side and rising on the other: a cusp."
ANSWER_SMOOTH = " Yet {of} is smooth here: its slope is {slope} on both sides."
ANSWER_SIDES = " The slope of {of} is {left} on the left and {right} on the right."
GAP = " Close to this point, on both sides, the values approach {limit}: a gap in the graph that this one value would fill."
CORNER_HERE = " From the left the slope is {left}, from the right {right}: a corner."
ONE_SIDE = " Measured from the one side that has values, the slope approaches {slope}."
LEVEL = " Measured from both sides, the slope approaches {slope}."
ALONE = "This point alone belongs to its piece, so the rule of the piece says nothing about the slope here."
ALONE_LIMIT = (
    "This point alone belongs to its piece, so the slope comes from the other piece, which leads here from both sides: {slope}. "
    "(Libraries that choose between arrays differentiate the piece that holds.)"
)
PIECES = "Two pieces meet here ({call}): the slope is {first} by one and {second} by the other. Used here: the piece whose condition holds."
JUMP = "The value jumps here ({call}): one piece gives {first}, the other {second}. Used here: the piece whose condition holds."
JUMP_OF = "{op} jumps here ({call}): its slope is {left} on the left and {right} on the right. Used here: {convention}."
CORNER = "{op} has a corner here ({call}): its slope is {left} on the left and {right} on the right. Used here: {convention}."
DEFAULT = "No value was given for {names}, so {pairs} was chosen. Change it to see another point."
TOO_LONG = "The formula is too long to write out; the numbers come from the tape and are complete."
STEPS_CUT = "Only the first {shown} of {total} steps are told."
ORDER_TOO_LONG = "The derivative of order {order} would need more than a million lines, so it was not worked out by the tape."

NO_ORDER = "{of} has no derivative of order {order} at this point that the tape can reach."

SIDES = "there is a corner at this point: the slope is {left} from the left and {right} from the right"
SLOPE = {
    "corner": "there is a corner at this point, and the slopes on its two sides differ",
    "edge": "the point lies at the edge of the allowed numbers, so only one side could be tried",
    "rounding": "rounding hides the slope: the value changes too little, or too wildly, around this point",
    "none": "no value could be worked out on either side of this point",
    "wide": "the numbers here lie outside the range in which a slope can be measured with doubles",
    "long": "the calculation is too long to be run again and again",
    "empty": "there is no entry that could be moved",
    "constant": "the gradient does not move, so there is nothing to measure",
}

# the page of rules
FOR_EXAMPLE = {
    "rewrite": ("for example 1/x^n = x^(-n)", r"\text{for example}\quad \frac{1}{x^{n}} = x^{-n}"),
    "simplify": ("for example 2*x + 3*x = 5*x", r"\text{for example}\quad 2x + 3x = 5x"),
}
WHOLE_RULES = {
    "trigonometric": "a point that goes round the unit circle at speed 1 moves at right angles to its ray, so sin and cos turn into "
    "each other; tan, sec, csc and cot are quotients of the two",
    "inverse_trigonometric": "each undoes a trigonometric function, so its slope is 1 over the slope of that one, written in x",
    "hyperbolic": "sinh and cosh are made from e^x and e^(-x), and each turns into the other; tanh, sech, csch and coth are quotients "
    "of the two",
    "inverse_hyperbolic": "each undoes a hyperbolic function, so its slope is 1 over the slope of that one, written in x",
    "absolute": "between its corners or jumps it is a straight line, and that line's slope counts",
    "extremum": "the number that decides passes its moves on one for one; the others are not seen",
    "special": "its slope has a formula of its own, which stands with the function",
    "reduction": "every entry moves the sum one for one, so each receives the whole effect of the sum; a mean passes on 1/n of it",
    "matrix": "each entry of a product is a sum of products, so an entry counts as often as the number that it is multiplied by",
}
FAMILIES = {
    "arithmetic": "Arithmetic",
    "exponential": "Exponentials and logarithms",
    "powers": "Powers and roots",
    "choice": "Comparisons and choices",
    "corners": "Corners, steps, largest and smallest",
    "trigonometric": "Trigonometric functions",
    "hyperbolic": "Hyperbolic functions",
    "special": "Special functions",
    "networks": "Functions of neural networks",
    "shaping": "Shapes and parts of arrays",
    "joining": "Putting arrays together",
    "reductions": "Sums, means and extremes of arrays",
    "matrices": "Products of matrices",
    "images": "Convolution and pooling",
    "losses": "Losses and normalization",
    "others": "Others",
}
CLASSICS = {
    "constants": "Constants",
    "lines": "Lines",
    "squares": "Squares and other powers",
    "roots": "Roots",
    "exponentials": "Exponentials",
    "logarithms": "Logarithms",
    "trigonometric": "Trigonometric functions",
    "inverse": "Inverse trigonometric functions",
    "hyperbolic": "Hyperbolic functions",
    "rules": "Multiples, sums, differences, products, quotients, reciprocals, chains",
    "chained": "A function inside another",
}
NEEDS = {
    "domain": "{name} needs {allowed}.",
    "slope": "Its slope needs {allowed}.",
    "slope_in": "Its slope in {letter} needs {allowed}.",
    "corner": "At a corner its slope is {left} on the left and {right} on the right; used there: {convention}.",
    "jump": "At a jump the slope that is used is {convention}.",
    "default": "Where it is left out, {letters} is {values}.",
}

NO_PICTURE_OF_ARRAYS = "{of} has several entries, and a curve shows one number: ask about one entry, or about their sum, to see it."
NO_PICTURE_OVER_ARRAYS = "With arrays, one entry at a time is drawn."
NO_PICTURE_BY = "{of} has no variable {name} to draw it by."
NO_PICTURE_SO_LONG = "This calculation is too long to be drawn."
NO_PICTURE_HERE = "There is no value for {name} from {low} to {high}."
NO_PICTURE_THERE = "There is no value in this part of the plane."
