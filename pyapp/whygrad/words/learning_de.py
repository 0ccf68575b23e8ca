"""Die Worte zum Lernen durch Üben auf Deutsch: the same names as in ``learning_en``."""

RIGHT = "Richtig."
RIGHT_LONG = "Richtig. Es geht kürzer: {formula}"
WRONG = "Nicht gleich: Bei {where} ergibt deine Antwort {yours} und die Ableitung {ours}."
NO_NUMBER = "keine Zahl"
NO_POINT = "Die beiden ließen sich nicht vergleichen: Es fand sich keine Stelle, an der beide einen Wert haben."
NO_FORMULA = "Für diese Ableitung gibt es keine Formel, mit der man vergleichen könnte."
NOTHING_TO_DERIVE = "Hier kann sich nichts bewegen, also gibt es keine Ableitung zu prüfen."
NOT_A_FORMULA = "Eine Antwort ist eine Formel."
WRITE_FORMULA = "schreib nur die Ableitung, etwa 2x"
STRANGE_LETTER = "{name} kommt in der Aufgabe nicht vor."
LETTERS = "die Buchstaben sind {names}"

SLIPS: dict[str, str] = {
    "inner_forgotten": "Die Kettenregel wurde begonnen und nicht beendet: In {place} fehlt die innere Ableitung als Faktor.",
    "inner_added": "In {place} wurde die innere Ableitung addiert; die Kettenregel multipliziert mit ihr.",
    "slope_at_slope": "In {place} wurde die äußere Ableitung an der inneren Ableitung genommen; sie gehört an das Innere selbst "
    "und wird multipliziert.",
    "inside_lost": "In {place} wurde die äußere Ableitung am Buchstaben allein genommen; sie gehört an das ganze Innere.",
    "exponent_not_lowered": "In {place} kam der Exponent nach vorne und wurde nicht um eins kleiner.",
    "exponent_not_in_front": "In {place} wurde der Exponent um eins kleiner und kam nicht nach vorne.",
    "exponent_raised": "{place} wurde integriert: Der Exponent wurde größer, und die Formel wurde durch ihn geteilt.",
    "exponent_lowered_the_wrong_way": "In {place} wurde der Exponent um eins größer; er wird um eins kleiner.",
    "sign_of_exponent": "In {place} ist der Exponent negativ, und sein Minuszeichen kommt mit nach vorne.",
    "product_of_slopes": "In {place} wurden die Ableitungen der Faktoren multipliziert; es ändert sich immer nur ein Faktor, "
    "und die beiden Teile werden addiert.",
    "product_minus": "In {place} wurden die beiden Teile der Produktregel subtrahiert; sie werden addiert.",
    "product_first_alone": "In {place} wurde nur der erste Faktor abgeleitet; der Teil, in dem sich der zweite ändert, fehlt.",
    "product_second_alone": "In {place} wurde nur der zweite Faktor abgeleitet; der Teil, in dem sich der erste ändert, fehlt.",
    "quotient_of_slopes": "In {place} wurden die Ableitungen von Zähler und Nenner geteilt; ein Quotient hat seine eigene Regel.",
    "quotient_swapped": "In {place} stehen die beiden Teile des Zählers in der falschen Reihenfolge: Es heißt u'v - uv'.",
    "quotient_plus": "In {place} wurden die beiden Teile des Zählers addiert: Es heißt u'v - uv'.",
    "quotient_not_squared": "In {place} wurde der Nenner nicht quadriert.",
    "quotient_top_alone": "In {place} fehlt die Division durch das Quadrat des Nenners.",
    "exponential_by_power": "{place} hat die Variable im Exponenten, also passt die Potenzregel nicht: "
    "Eine Exponentialfunktion bleibt, wie sie ist.",
    "exponential_without_ln": "In {place} fehlt der Faktor ln der Basis.",
    "ln_upside_down": "In {place} steht der ln der Basis auf der falschen Seite des Bruchstrichs.",
    "power_rule_on_both": "In {place} bewegt sich auch der Exponent, also passt die Potenzregel allein nicht.",
    "exponential_rule_on_both": "In {place} bewegt sich auch die Basis, also passt die Exponentialregel allein nicht.",
    "sign_of_trigonometric": "Die Ableitung von {place} hat das andere Vorzeichen.",
    "sign_of_hyperbolic": "Die Ableitung von {place} hat das andere Vorzeichen: sinh und cosh haben kein Minuszeichen, "
    "wo sin und cos eines haben.",
    "sign_of_inverse": "Die Ableitung von {place} hat das andere Vorzeichen.",
    "degrees": "Die Ableitung von {place} wurde in Grad genommen; die Regel gilt im Bogenmaß.",
    "base_ignored": "In {place} wurde die Basis des Logarithmus vergessen: Teile durch ihren ln.",
    "logarithm_kept": "{place} blieb, wie es ist; die Ableitung eines Logarithmus ist 1 durch sein Argument.",
    "root_without_half": "In {place} fehlt der Faktor 1/2 der Wurzel.",
    "root_upside_down": "In {place} gehört die Wurzel in den Nenner: Die Potenz 1/2 sinkt auf -1/2.",
    "constant_kept": "In {place} blieb eine Konstante stehen; sie bewegt sich nicht, also ist ihre Ableitung 0.",
    "factor_dropped": "In {place} ging der konstante Faktor verloren; er bleibt vorne stehen.",
    "term_dropped": "In {place} wurde ein Term ausgelassen.",
    "reciprocal_sign": "In {place} fehlt das Minuszeichen: Wenn der Nenner wächst, schrumpft das Ganze.",
    "reciprocal_of_slope": "In {place} wurde der Kehrwert der Ableitung des Nenners genommen; ein Kehrwert hat seine eigene Regel.",
    "reciprocal_without_inner": "In {place} fehlt die Ableitung des Nenners als Faktor.",
    "reciprocal_not_squared": "In {place} wurde der Nenner nicht quadriert.",
    "absolute_is_one": "Die Ableitung von {place} ist -1, wo das Innere negativ ist.",
    "sign": "Das ist die Ableitung mit dem umgekehrten Vorzeichen.",
    "function_itself": "Das ist die Funktion selbst, nicht ihre Ableitung.",
    "other_letter": "Das ist die Ableitung nach einem anderen Buchstaben.",
    "second_derivative": "Das ist die Ableitung der Ableitung: ein Schritt zu viel.",
    "upside_down": "Das ist dx/dy; gefragt ist dy/dx.",
}

HINT_RULE = "Sieh dir zuerst das Ganze an: {title}."
HINT_REWRITE = "Schreib es zuerst um: {before} als {after}. Dann: {title}."
HINT_GENERAL = "Die allgemeine Form der Regel:"
HINT_PARTS = "Die Teile hier:"
HINT_SLOPES = "Die Ableitungen der Teile, die noch zusammenzusetzen sind:"
HINT_ANSWER = "Die Antwort:"

PROBLEM = "Leite nach {wrt} ab."
PROBLEM_CURVE = "Finde d{of}/d{wrt} auf dieser Kurve."
