"""Mistakes: each has a sentence of its own, a place, and a repair where one is possible."""

from __future__ import annotations

import pytest
import whygrad
from whygrad.reading import Reading
from whygrad.syntax import read

# a text, the sentence, and what its repairs give
MISTAKES: dict[str, dict[str, tuple[str, list[str]]]] = {
    "brackets and bars": {
        "(x]": ("A closing bracket is missing for the one at column 1.", ["(x)"]),
        "[x)": ("A closing bracket is missing for the one at column 1.", ["[x]"]),
        "(x+1": ("A closing bracket is missing for the one at column 1.", ["(x+1)"]),
        "sin(x": ("A closing bracket is missing for the one at column 4.", ["sin(x)"]),
        "x)": ("This closing bracket has no opening one before it.", ["x"]),
        "sin(": ("A closing bracket is missing for the one at column 4.", []),
        "(": ("A closing bracket is missing for the one at column 1.", []),
        ")": ("This closing bracket has no opening one before it.", []),
        "()": ("There is nothing between these brackets.", []),
        "sin()": ("There is nothing between these brackets.", []),
        "|x": ("The bar at column 1 has no partner, so it is not clear what it encloses.", ["|x|"]),
        "||": ("The bar at column 2 has no partner, so it is not clear what it encloses.", []),
        "|(x|)": ("The bar at column 4 has no partner, so it is not clear what it encloses.", []),
        "{x": ("A closing bracket is missing for the one at column 1.", ["{x}"]),
        r"\frac{1}{2": ("A closing bracket is missing for the one at column 9.", [r"\frac{1}{2}"]),
        r"\frac{1}{2}}": ("This closing bracket has no opening one before it.", [r"\frac{1}{2}"]),
        r"\frac{x}{": ("A closing bracket is missing for the one at column 9.", []),
        r"\left|x": ("The bar at column 6 has no partner, so it is not clear what it encloses.", [r"\left|x|"]),
        r"\lfloor x": ("A closing bracket is missing for the one at column 1.", [r"\lfloor x\rfloor"]),
        r"\begin{cases}x & x<1": ("A closing bracket is missing for the one at column 1.", []),
        r"\left(x": ("A closing bracket is missing for the one at column 6.", [r"\left(x)"]),
        "sin(x))": ("This closing bracket has no opening one before it.", ["sin(x)"]),
        "((x+1)": ("A closing bracket is missing for the one at column 1.", ["((x+1))"]),
        "x]": ("This closing bracket has no opening one before it.", ["x"]),
        "f(x))": ("This closing bracket has no opening one before it.", ["f(x)"]),
        "‖x‖": ("‖ has no meaning here.", ["x‖"]),
    },
    "something missing": {
        "x +": ("Something is missing after +.", ["x "]),
        "x*": ("Something is missing after *.", ["x"]),
        "x^": ("Something is missing after ^.", ["x"]),
        "x < ": ("Something is missing after <.", ["x  "]),
        "y =": ("Something is missing after =.", ["y "]),
        "= 2": ("A name is missing before =.", [" 2"]),
        "= 3": ("A name is missing before =.", [" 3"]),
        "x = ": ("Something is missing after =.", ["x  "]),
        "+": ("Something is missing after +.", []),
        "* x": ("Something is missing before *.", [" x"]),
        "x*/2": ("* and / stand side by side, and something is missing between them.", ["x*2", "x/2"]),
        "x * / 2": ("* and / stand side by side, and something is missing between them.", ["x *  2", "x  / 2"]),
        "x^*2": ("^ and * stand side by side, and something is missing between them.", ["x^2", "x*2"]),
        "sin": ("sin needs something to work on.", []),
        "ln + 1": ("Something is missing before +.", ["ln  1"]),
        "sin * x": ("Something is missing before *.", ["sin  x"]),
        "max(x,": ("A closing bracket is missing for the one at column 4.", ["max(x,)"]),
        "(x+)": ("Something is missing between + and ).", ["(x)"]),
        "|x+|": ("The bar at column 4 has no partner, so it is not clear what it encloses.", []),
        "d/dx": ("It is not clear what d/dx works on.", []),
        "(d/dx)(x^2)": ("It is not clear what d/dx works on.", []),
        r"\frac{1}": ("A fraction needs two parts, one above the line and one below.", []),
        "!x": ("Something is missing before the exclamation mark.", ["x"]),
        "x and": ("Something is missing after and.", ["x "]),
        "not": ("Something is missing after not.", []),
        ",x": ("A line cannot begin with a comma.", ["x"]),
        "√": ("√ needs something to work on.", []),
        "√-x": ("A sign behind √ needs brackets.", []),
        "²": ("² cannot stand here.", []),
        "x/": ("Something is missing after /.", ["x"]),
        "-": ("Something is missing after -.", []),
        "sin^2": ("The formula ends too early.", []),
        r"\sin": ("sin needs something to work on.", []),
        "log_": ("log_b needs something to work on.", []),
        "x**": ("Something is missing after **.", ["x"]),
    },
    "numbers": {
        "2 3": ("Two numbers stand side by side.", ["2*3", "23", "2; 3"]),
        "3½": ("Two numbers stand side by side.", ["3+½", "3*½", "3; ½"]),
        "1..2": ("Two numbers stand side by side.", ["1.*.2", "1.; .2"]),
        "1.5.2": ("Two numbers stand side by side.", ["1.5*.2", "1.5; .2"]),
        "1,5": ("A comma cannot stand inside a number.", ["1.5"]),
        "1,000": ("A comma cannot stand inside a number.", ["1.000", "1000"]),
        "1,000.5": ("A comma cannot stand inside a number.", ["1000.5"]),
        "5%": ("% has no meaning here.", ["5/100"]),
        "5 % 2": ("% has no meaning here.", ["5 mod 2"]),
        "1e400": ("This number is too large for a double (the largest is about 1.8e308).", []),
        "1e99999": ("This number is too large for a double (the largest is about 1.8e308).", []),
        "1e-400": ("This number is too small for a double (the smallest is about 5e-324).", []),
        "1e-99999": ("This number is too small for a double (the smallest is about 5e-324).", []),
        "30°": ("Angles are in radians here, and the degree sign is not read.", ["(30*pi/180)"]),
        "sin(30°)": ("Angles are in radians here, and the degree sign is not read.", ["sin((30*pi/180))"]),
        "x°": ("Angles are in radians here, and the degree sign is not read.", ["x*pi/180"]),
        "∞": ("Infinity is not a number that can be calculated with.", []),
        "1/∞": ("Infinity is not a number that can be calculated with.", []),
        r"\infty": ("Infinity is not a number that can be calculated with.", []),
        "inf": ("Infinity is not a number that can be calculated with.", []),
        "nan": ("nan is not a number that can be calculated with.", []),
        "x = ∞": ("Infinity is not a number that can be calculated with.", []),
        "1 000": ("Two numbers stand side by side.", ["1*000", "1000", "1; 000"]),
    },
    "names": {
        "D[x^2, x]": ("A derivative is written in another way here.", ["diff(x^2, x)"]),
        "D[x^2, {x, 2}]": ("A derivative is written in another way here.", ["diff(x^2, x, 2)"]),
        "Derivative(x**2, x)": ("A derivative is written in another way here.", ["diff(x**2, x)"]),
        "Sin[x]": ("There is no function called Sin.", ["sin[x]", "sinh[x]", "sign[x]"]),
        "x -> x^2": ("A function is written with an equals sign, not with an arrow.", ["f(x) = x^2"]),
        "x=<3": ("=< is no sign that compares.", ["x<=3"]),
        "x<>3": ("<> is no sign that compares.", ["x!=3"]),
        "sum x": ("sum works on a whole array, and its argument stands in brackets.", ["sum(x)"]),
        "ch(x)": ("There is no function called ch.", ["cosh(x)"]),
        "y = x^3; y'(2)": ("y names a line, so its derivative is asked for at a point, not with brackets.", ["y = x^3; y' at x = 2"]),
        "f(x, y) = x y; f_x(1)": ("f has the arguments x and y.", []),
        "sinc(x)": ("There is no function called sinc.", ["sin(x)", "sinh(x)", "sign(x)"]),
        "fmod(x, 2)": ("There is no function called fmod.", ["mod(x, 2)", "floormod(x, 2)", "floor_mod(x, 2)"]),
        "sen(x)": ("There is no function called sen.", ["sin(x)"]),
        "sqr(x)": ("There is no function called sqr.", ["square(x)"]),
        "squrt(x)": ("There is no function called squrt.", ["sqrt(x)", "rsqrt(x)", "square(x)"]),
        "arcsn(x)": ("There is no function called arcsn.", ["arcsin(x)", "arcsinh(x)", "arsinh(x)"]),
        "exo(x)": ("There is no function called exo.", ["exp(x)"]),
        "LN(x)": ("There is no function called LN.", ["ln(x)"]),
        "Log(x)": ("There is no function called Log.", ["log(x)", "log2(x)", "lg(x)"]),
        "foo(x)": ("There is no function called foo.", ["floor(x)"]),
        "tf.foo x": ("There is no function called foo.", ["tf.floor x"]),
        "np.x": ("There is no function called x.", []),
        "tf.reduce_foo(x)": ("There is no function called reduce_foo.", ["tf.reduce_prod(x)", "tf.reduce_sum(x)", "tf.reduce_std(x)"]),
        "a.b.c": ("a.b.c is not a name that is known here.", []),
        "x.sin()": ("A function stands before its argument here.", ["sin(x)"]),
        "x_{i+1}": ("A subscript is one word or one number.", []),
        "x_": ("_ has no meaning here.", []),
        "_x": ("_ cannot stand here.", ["x"]),
        "sin_x": ("_ has no meaning here.", []),
        r"\sni x": (r"The LaTeX command \sni is not known here.", [r"\sin  x", r"\sgn  x", r"\psi  x"]),
        r"\foo x": (r"The LaTeX command \foo is not known here.", [r"\floor  x"]),
        r"\mathrm{foo}(x)": ("There is no function called foo.", [r"\mathrm{floor}(x)"]),
        "learning_rate(x)": ("There is no function called learning_rate.", []),
        "₁ = a": ("₁ has no meaning here.", [" = a"]),
        "Exp(x)": ("There is no function called Exp.", ["exp(x)", "exp2(x)", "expm1(x)"]),
        "squareroot(x)": ("There is no function called squareroot.", ["sqrt(x)"]),
        "sinus(x)": ("There is no function called sinus.", ["sin(x)"]),
        "arctg(x)": ("There is no function called arctg.", ["arctan(x)"]),
        "arcos(x)": ("There is no function called arcos.", ["arccos(x)"]),
        "sinn(x)": ("There is no function called sinn.", ["sin(x)"]),
        "arccoss(x)": ("There is no function called arccoss.", ["arccos(x)"]),
        "tg(x)": ("There is no function called tg.", ["tan(x)"]),
        "cosinus(x)": ("There is no function called cosinus.", ["cos(x)"]),
    },
    "arguments": {
        "sin(x, y)": ("sin takes 1 argument, and here it has 2.", []),
        "atan2(x)": ("atan2 takes 2 arguments, and here it has 1.", []),
        "max": ("max needs something to work on.", []),
        "log(x, 2)": ("log with two arguments is read in both orders, so it is not clear which of them is the base.", []),
        "log(a,b)": ("log with two arguments is read in both orders, so it is not clear which of them is the base.", []),
        "log_2^2 x": ("A power of a logarithm with a base stands behind its argument.", []),
        "mod(x)": ("mod takes 2 arguments, and here it has 1.", []),
        "f(x) = x; f(1, 2)": ("f was defined with 1 argument, and here it has 2.", []),
        "f(x) = x^2; f 3": ("f is a function, and its argument stands in brackets.", ["f(x) = x^2; f(3)"]),
        "f(x) = x^2; f": ("f is a function, and its argument stands in brackets.", ["f(x) = x^2; f(x)"]),
        "f(x) = x^2; f^-1(x)": ("The inverse of f is not known here.", []),
        "root(x)": ("root takes 2 arguments, and here it has 1.", []),
        "clip(x, 1)": ("clip takes 3 arguments, and here it has 2.", []),
        "sin(x: 1)": ("A colon belongs in piecewise(condition: value, …), not in sin.", []),
        "piecewise(x<0: 1)": ("piecewise needs pairs of a condition and a value, and at the end the value for all other cases.", []),
        "piecewise(x<0, 1, 2)": ("piecewise needs pairs of a condition and a value, and at the end the value for all other cases.", []),
        "piecewise(1: x<0, 2)": ("A value stands where the condition belongs, and x<0 where the value belongs.", ["piecewise(x<0: 1, 2)"]),
        r"\begin{cases}x<1 & x \\ x^2 & \text{otherwise}\end{cases}": ("A value stands where the condition belongs, and x<1 where the value belongs.", [  # noqa: E501
            r"\begin{cases}x & x<1 \\ x^2 & \text{otherwise}\end{cases}"]),
    },
    "lines": {
        "x = x + 1": ("x is used here before a line gives it a value.", []),
        "y = z; z = 2": ("z is used here before a line gives it a value.", []),
        "pi = 3": ("pi is a constant and cannot be given a value.", []),
        "e = 2": ("e is a constant and cannot be given a value.", []),
        "5 = x": ("5 is a number and cannot be given a value.", []),
        "sin = 2": ("sin is a function and cannot be given a value.", []),
        "log = 2": ("log is a function and cannot be given a value.", []),
        "2x = 4": ("An equation needs two letters, one that moves and one that follows.", []),
        "x + 1 = 2": ("An equation needs two letters, one that moves and one that follows.", []),
        "x^2 = y^2; 3": ("An equation must be the last line.", []),
        "a = 1; a = 2": ("a is already named by an earlier line.", ["a = 1; a2 = 2"]),
        "x, y": ("There are two answers on one line; a comma separates the arguments of a function only.", ["x; y"]),
        "f(x) = x; f(x) = x^2; f(3)": ("f is already defined by an earlier line.", []),
        "f(x, x) = x; f(1, 2)": ("f has two arguments with the name x.", []),
        "f(x) = f(x - 1); f(2)": ("f is used here before a line gives it a value.", []),
        "x = 1 = 2": ("This cannot be given a value.", []),
        "x : 2": ("A colon belongs in piecewise(condition: value, …) only.", []),
        "y = 1; y = 2": ("y is already named by an earlier line.", ["y = 1; y2 = 2"]),
        "import tensorflow as tf\nx = tf.ones((2,2))": ("Python cells are not supported yet.", []),
        "gradient(x^2, 2)": ("gradient needs what is differentiated, and then the names by which, if not by all.", []),
        "reduce_foo(x)": ("There is no function called reduce_foo.", ["reduce_prod(x)", "reduce_sum(x)", "reduce_std(x)"]),
        "∂²/∂x (x y)": ("The orders above and below the line of ∂²/∂x have to be the same number from 1 to 8.", []),
    },
    "derivatives": {
        "x'": ("A prime after a variable has no meaning.", ["x"]),
        "x''": ("A prime after a variable has no meaning.", ["x"]),
        "f(x) = x^2; f(x)'": ("A prime cannot stand behind a bracket.", ["f(x) = x^2; f'(x)"]),
        "f(x)'": ("A prime cannot stand behind a bracket.", ["f'(x)"]),
        "sin(x)'": ("A prime cannot stand behind a bracket.", ["d/dx(sin(x))"]),
        "(x^2)'": ("A prime cannot stand behind a bracket.", ["d/dx(x^2)"]),
        "(x y)'": ("A prime cannot stand behind a bracket.", []),
        "dy/dx": ("dy/dx asks for the derivative of y, and no line names y.", []),
        "∂z/∂x": ("∂z/∂x asks for the derivative of z, and no line names z.", []),
        "d^2/dx^3 x": ("The orders above and below the line of d^2/dx^3 have to be the same number from 1 to 8.", []),
        "d^2/dx x": ("The orders above and below the line of d^2/dx have to be the same number from 1 to 8.", []),
        "d^9/dx^9 x": ("The orders above and below the line of d^9/dx^9 have to be the same number from 1 to 8.", []),
        "x^2+y^2=1; dz/dx": ("dz/dx asks for the derivative of z, and no line names z.", []),
        "x^2; dy/dx": ("dy/dx asks for the derivative of y, and no line names y.", []),
    },
    "what cannot be worked out here": {
        "lim_{x->0} x": ("A limit cannot be worked out here.", []),
        r"\lim_{x \to 0} x": ("A limit cannot be worked out here.", []),
        "limit x": ("A limit cannot be worked out here.", []),
        "int x dx": ("An integral cannot be worked out here; a derivative can.", []),
        "∫ x dx": ("An integral cannot be worked out here; a derivative can.", []),
        r"\int_0^1 x dx": ("An integral cannot be worked out here; a derivative can.", []),
        "integrate x": ("An integral cannot be worked out here; a derivative can.", []),
        "sum_{i=1}^n i": ("A sum over an index cannot be worked out here.", []),
        r"\sum_{i=1}^n i": ("A sum over an index cannot be worked out here.", []),
        "∑ x": ("A sum over an index cannot be worked out here.", []),
        "∏ x": ("A product over an index cannot be worked out here.", []),
        r"\prod_{i} i": ("A product over an index cannot be worked out here.", []),
        "x → 0": ("→ has no meaning here.", []),
        "x ± 1": ("± has no meaning here.", ["x + 1", "x - 1"]),
        "x ≈ 2": ("≈ has no meaning here.", ["x = 2"]),
        "[[1,2],[3]]": ("The rows have different lengths: 2 and 1.", []),
        "A @": ("The formula ends too early.", []),
        "sum(x, axes=1)": ("sum has no argument called axes.", []),
        "ones(n)": ("ones makes an array of plain numbers, so its arguments must be numbers that are known beforehand.", []),
        "reshape(x)": ("reshape needs the shape.", []),
        "∇f": ("∇ has no meaning here.", []),
        "import tensorflow as tf": ("Python cells are not supported yet.", []),
        "x if x<0": ("A choice is written with where or piecewise, with a value for each case.", []),
        "x if x<0 else 2": ("A choice is written with where or piecewise.", ["where(x<0, x, 2)"]),
        "y = x if x<0 else 2": ("A choice is written with where or piecewise.", ["y = where(x<0, x, 2)"]),
        "if x < 0 then 1 else 2": ("A choice is written with where or piecewise.", ["where(x < 0, 1, 2)"]),
        "if x<0": ("A choice is written with where or piecewise, with a value for each case.", []),
        "x<0 ? 1 : 2": ("A choice is written with where or piecewise.", ["where(x<0, 1, 2)"]),
        "lambda x: x^2": ("A function is defined with a name, its argument in brackets, and an equals sign.", ["f(x) = x^2"]),
        "g = lambda t: t^2": ("A function is defined with a name, its argument in brackets, and an equals sign.", ["g(t) = t^2"]),
        "def f(x): return x": ("Python cells are not supported yet.", []),
    },
    "signs": {
        "x $ y": ("$ has no meaning here.", ["x  y", "x * y"]),
        "$x": ("$ has no meaning here.", ["x"]),
        '"x"': ("Quotation marks have no meaning here.", ["x"]),
        "“x”": ("Quotation marks have no meaning here.", ["x"]),
        "sin(‘x’)": ("Quotation marks have no meaning here.", ["sin(x)"]),
        "`x`": ("Backquotes have no meaning here.", ["x"]),
        "😀": ("😀 has no meaning here.", []),
        "x 😀 y": ("😀 has no meaning here.", ["x  y", "x * y"]),
        "x ? y": ("? has no meaning here.", ["x  y", "x * y"]),
        "x & y": ("& cannot stand here.", ["x  y"]),
        "x ~ y": ("~ has no meaning here.", []),
        "x ∈ y": ("∈ has no meaning here.", []),
        "\u0000": ("character number 0 has no meaning here.", []),
        "x‮": ("character number 8238 has no meaning here.", ["x"]),
        "x­y": ("character number 173 has no meaning here.", ["xy", "x*y"]),
        "x ∓ 1": ("∓ has no meaning here.", []),
        "": ("There is nothing to read yet.", []),
        "   \n ": ("There is nothing to read yet.", []),
    },
    "size": {
        "7" * 500: ("This number has more than 400 digits.", []),
        "x" + "²" * 500: ("This number has more than 400 digits.", []),
        "0e" + "9" * 500: ("This number has more than 400 digits.", []),
    },
}  # fmt: skip
ROWS = {text: row for group in MISTAKES.values() for text, row in group.items()}


@pytest.mark.parametrize("text", ROWS)
def test_a_mistake_has_a_sentence_a_place_and_repairs(text: str) -> None:
    sentence, repaired = ROWS[text]
    with pytest.raises(whygrad.UserError) as caught:
        read(text)
    error = caught.value
    assert error.message == sentence
    assert error.hint
    assert 0 <= error.start <= error.end <= len(text)
    assert [repair.applied(text) for repair in error.repairs] == repaired


def test_the_kinds_of_mistakes_are_told_apart() -> None:
    assert len({sentence for sentence, _ in ROWS.values()}) >= 100


REPAIRED = [text for text, (_, repaired) in ROWS.items() if repaired]


@pytest.mark.parametrize("text", REPAIRED)
def test_the_first_repairs_lead_to_a_text_that_reads(text: str) -> None:
    """A text with one mistake reads after its repair; one with several after a repair of each."""
    for _ in range(4):
        try:
            assert Reading(read(text)).text
            return
        except whygrad.UserError as error:
            text = error.repairs[0].applied(text)
    raise AssertionError(text)


def test_a_mistake_of_the_command_line_has_a_place() -> None:
    with pytest.raises(whygrad.UserError) as caught:
        read("a = 1\nb = sin(a")
    assert (caught.value.line, caught.value.column) == (2, 8)
