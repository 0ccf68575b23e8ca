"""Die Worte der Erklärungen auf Deutsch: the same names as in ``en``, which says what each is for."""

from __future__ import annotations

from . import en

_RULES = {
    "constant": ("Konstante", "eine Konstante bewegt sich nicht, wenn sich {x} bewegt"),
    "identity": ("Identität", "{x} bewegt sich eins zu eins mit sich selbst"),
    "constant_multiple": (
        "Faktorregel",
        "ein fester Faktor vergrößert jede Änderung von u um denselben Faktor, also bleibt er vorne stehen",
    ),
    "sum": ("Summenregel", "die Teile einer Summe bewegen sie unabhängig voneinander, also addieren sich ihre Steigungen"),
    "difference": ("Differenzregel", "was abgezogen wird, bewegt die Differenz in die andere Richtung"),
    "power": ("Potenzregel", "der Exponent kommt nach vorne und wird um eins kleiner"),
    "root": (
        "Wurzelregel",
        "eine Wurzel ist die Potenz 1/2: Die 1/2 kommt nach vorne, und der Exponent sinkt auf -1/2",
    ),
    "product": (
        "Produktregel",
        "lass immer nur einen Faktor sich ändern: Jede Änderung zählt so oft, wie der andere Faktor groß ist, und beide addieren sich",
    ),
    "quotient": (
        "Quotientenregel",
        "es ist die Produktregel für u mal 1/v, über dem gemeinsamen Nenner v zum Quadrat geschrieben",
    ),
    "reciprocal": ("Kehrwertregel", "wenn v wächst, schrumpft 1/v, und zwar um v' gemessen an v zum Quadrat"),
    "chain": (
        "Kettenregel",
        "u bewegt sich u'-mal so schnell wie {x}, und f bewegt sich f'(u)-mal so schnell wie u, "
        "also werden die beiden Geschwindigkeiten multipliziert",
    ),
    "exponential": (
        "Exponentialregel",
        "eine Exponentialfunktion wächst im Verhältnis zu ihrer eigenen Größe; ln der Basis ist dieses Verhältnis",
    ),
    "logarithm": ("Logarithmusregel", "ln macht e^x rückgängig"),
    "trigonometric": ("Regel für Winkelfunktionen", ""),
    "inverse_trigonometric": ("Regel für Umkehrfunktionen der Winkelfunktionen", ""),
    "hyperbolic": ("Regel für Hyperbelfunktionen", ""),
    "inverse_hyperbolic": ("Regel für Umkehrfunktionen der Hyperbelfunktionen", ""),
    "absolute": ("Betrag und Stufen", ""),
    "extremum": ("Größtes und Kleinstes", ""),
    "piecewise": (
        "Abschnittsweise",
        "auf jedem Abschnitt zählt nur dessen Formel, also wird jeder Abschnitt für sich abgeleitet",
    ),
    "special": ("Spezielle Funktion", ""),
    "logarithmic_differentiation": (
        "Logarithmisches Ableiten",
        "Basis und Exponent bewegen sich beide, also passt weder die Potenzregel noch die Exponentialregel: "
        "Bilde zuerst den ln, ln(u^v) = v*ln(u), leite ab und multipliziere mit u^v",
    ),
    "implicit": (
        "Implizites Ableiten",
        "beide Seiten bleiben gleich, also sind auch ihre Ableitungen gleich; sammle die Terme mit der Steigung und löse nach ihr auf",
    ),
    "rewrite": ("Umschreiben", "es ist dieselbe Funktion in einer Form, auf die eine Regel passt"),
    "simplify": ("Vereinfachen", "es ist dieselbe Zahl in kürzerer Form"),
    "reduction": ("Zusammenfassen", ""),
    "matrix": ("Matrixregel", ""),
}


def _in_german(formula: str) -> str:
    for english, german in (("if ", "falls "), ("otherwise", "sonst"), (" where ", " wo ")):
        formula = formula.replace(english, german)
    return formula


RULES: dict[str, tuple[str, str, str]] = {rule: (title, _in_german(en.RULES[rule][1]), why) for rule, (title, why) in _RULES.items()}
GENERAL_LATEX: dict[str, str] = {rule: _in_german(latex) for rule, latex in en.GENERAL_LATEX.items()}
BRANCHES = {
    "max": (en.BRANCHES["max"][0], "nur die größere Zahl zählt; bei Gleichstand zählt jede halb"),
    "min": (en.BRANCHES["min"][0], "nur die kleinere Zahl zählt; bei Gleichstand zählt jede halb"),
}
WAYS = {
    "product": "als Produkt mit einer negativen Potenz",
    "quotient": "mit der Quotientenregel",
    "expanded": "zuerst ausmultipliziert",
    "power": "als Potenz",
    "exponential": "als Potenz von e",
    "logarithm": "zuerst den Logarithmus zerlegt",
}
REWRITTEN = {
    "": "es ist dieselbe Funktion in einer Form, auf die eine Regel passt",
    "rewrite": "es ist dieselbe Funktion in einer Form, auf die eine Regel passt",
    "equal factors": "gleiche Faktoren ergeben eine Potenz",
    "negative power": "eine Potenz im Nenner ist eine negative Potenz, also passt die Potenzregel",
    "product": "durch v teilen heißt mit v^(-1) multiplizieren, also passt die Produktregel",
    "expanded": "ausmultipliziert hat jeder Term seine eigene Regel",
    "power": "eine Wurzel ist eine Potenz mit einem Bruch als Exponent, also passt die Potenzregel",
    "exponential": "wo u positiv ist, gilt u = e^ln(u), also u^v = e^(v*ln(u)), und die Exponentialregel passt",
    "logarithm": "der Logarithmus eines Produkts ist die Summe der Logarithmen, wo jeder Faktor positiv ist",
}
COLLECTED = (
    "Sammeln",
    "die Ableitungen beider Seiten unterscheiden sich um 0; stehen die Terme mit der Steigung beisammen, "
    "teile durch das, womit sie multipliziert ist",
)
WRONG = "die beiden Seiten sind verschieden: Das ist ein Fehler von whygrad"
OPERATION_TITLE = "{title}: {name}"
CHAIN_SEVERAL = "{x} bewegt mehrere Teile zugleich: Jeder gibt seine Änderung weiter, und die Änderungen addieren sich"
CURVE = (
    "Kettenregel auf einem Weg",
    en.CURVE[1],
    "wenn sich {t} bewegt, bewegt sich y y'-mal so schnell und x x'-mal so schnell, also bewegt sich y um y'/x' für jeden Schritt von x",
)
CURVE_LATEX = en.CURVE_LATEX
DIRECTION = "ein Schritt der Länge 1 in diese Richtung bewegt es um diesen Teil des Schritts"
NO_DIRECTION = "Die Richtung {direction} hat keine Länge, also gibt es keinen Weg, den man gehen könnte."
VERTICAL = (
    "Hier bewegt sich {x} nicht, wenn sich {t} bewegt (die Steigung ist 0). Der Weg ist also senkrecht, "
    "und durch diese Steigung zu teilen hieße durch 0 teilen."
)
FOLLOWS = "es folgt {x}, mit der Steigung, die gesucht ist"

AT_ENTRY = "{call} beim Eintrag [{place}]"
SEVERAL = (
    "{of} ist ein Feld ({shape}). Gezeigt sind daher die Wirkungen auf die Summe seiner Einträge, wie bei TensorFlow; "
    "jacobian({of}, …) hält die Einträge auseinander."
)
COPIED = "Zeile {line} wurde von {own} auf {shape} kopiert, also ist ihre Wirkung die Summe über die Kopien"
COPIED_NUMBER = "die Zahl in Zeile {line} wurde für alle {count} Einträge benutzt, also ist ihre Wirkung die Summe über sie"
CONSTANT_IN = "Die Ableitung ist 0, denn {of} ist nicht aus {wrt} gemacht. Die Bibliotheken nennen das None: kein Weg."
ANSWER = "die Antwort"
NO_PATH = "{of} ist nicht aus {wrt} gemacht: Keine Zeile führt von {wrt} dorthin, also bewegt sich dort nichts, wenn sich {wrt} bewegt."
NOT_SMOOTH = "{of} ist von {wrt} aus nur über {op} zu erreichen, und dort fließt keine Steigung hindurch."
NO_VALUE = "{of} hat an dieser Stelle keinen Wert, also dort auch keine Steigung: {cause}"
CAUSE_DOMAIN = "{op} braucht {allowed}, und in Zeile {line} steht {call}."
CAUSE_OVERFLOW = "Zeile {line}, {call}, ist größer als jede Gleitkommazahl (etwa 1.8e308)."
BEYOND = "{of} ist etwa {size}. Das ist größer als jede Gleitkommazahl (etwa 1.8e308), darum wird keine Zahl gezeigt."
BEYOND_SLOPE = "Die Steigung ist etwa {size}. Das ist größer als jede Gleitkommazahl (etwa 1.8e308)."
CAUSE_UNKNOWN = "Zeile {line}, {call}, konnte an dieser Stelle nicht ausgerechnet werden."
NO_SLOPE = "{of} hat hier einen Wert, aber keine Steigung: In Zeile {line}, {call}, braucht die Steigung von {op} {allowed}."
NO_SLOPE_FOUND = "{of} hat hier einen Wert, aber die Regel von Zeile {line}, {call}, ergibt an dieser Stelle keine Zahl."
NO_FOLLOWER = (
    "Wo die Kurve senkrecht ist oder {of} nicht vorkommt, kann {of} nicht {wrt} folgen: Durch die Wirkung von {of} zu teilen "
    "hieße durch 0 teilen."
)
OFF_CURVE = "Dieser Punkt liegt nicht auf der Kurve: Die linke Seite minus die rechte Seite ist {gap}, nicht 0."
LIMIT = "{cause} Doch die Steigungen zu immer näheren Punkten gehen gegen {limit}, und die Formel auch, also ist die Steigung hier {limit}."
STEEP = " Auf diese Stelle zu wird der Graph immer steiler: Die Steigung ist unendlich und keine Zahl."
JUMP_BESIDE = " Auf mindestens einer Seite springt der Wert hier, also gibt es keine Steigung."
CUSP = " Auf diese Stelle zu wird der Graph immer steiler, auf einer Seite fallend, auf der anderen steigend: eine Spitze."
ANSWER_SMOOTH = " Doch {of} ist hier glatt: Die Steigung ist auf beiden Seiten {slope}."
ANSWER_SIDES = " Für {of} ist die Steigung links {left} und rechts {right}."
GAP = " Nahe bei dieser Stelle gehen die Werte auf beiden Seiten gegen {limit}: eine Lücke im Graphen, die dieser eine Wert füllen würde."
CORNER_HERE = " Von links ist die Steigung {left}, von rechts {right}: ein Knick."
ONE_SIDE = " Von der einen Seite gemessen, die Werte hat, geht die Steigung gegen {slope}."
LEVEL = " Von beiden Seiten gemessen, geht die Steigung gegen {slope}."
ALONE = "Nur diese eine Stelle gehört zu ihrem Stück, also sagt die Regel des Stücks nichts über die Steigung hier."
ALONE_LIMIT = (
    "Nur diese eine Stelle gehört zu ihrem Stück, also kommt die Steigung vom anderen Stück, das von beiden Seiten hierher führt: {slope}. "
    "(Bibliotheken, die zwischen Feldern wählen, leiten das Stück ab, das gilt.)"
)
PIECES = (
    "Hier treffen sich zwei Stücke ({call}): Nach dem einen ist die Steigung {first}, nach dem anderen {second}. Hier benutzt: das Stück, "
    "dessen Bedingung gilt."
)
JUMP = "Hier springt der Wert ({call}): Das eine Stück gibt {first}, das andere {second}. Hier benutzt: das Stück, dessen Bedingung gilt."
JUMP_OF = "{op} springt hier ({call}): Die Steigung ist links {left} und rechts {right}. Hier benutzt: {convention}."
CORNER = "{op} hat hier einen Knick ({call}): Die Steigung ist links {left} und rechts {right}. Hier benutzt: {convention}."
DEFAULT = "Für {names} war kein Wert angegeben, also wurde {pairs} gewählt. Ändere ihn, um eine andere Stelle zu sehen."
TOO_LONG = "Die Formel ist zu lang, um sie auszuschreiben; die Zahlen kommen aus der Rechnung Zeile für Zeile und sind vollständig."
STEPS_CUT = "Nur die ersten {shown} von {total} Schritten werden erzählt."
ORDER_TOO_LONG = (
    "Die Ableitung der Ordnung {order} bräuchte mehr als eine Million Zeilen, darum wurde sie nicht Zeile für Zeile ausgerechnet."
)

NO_ORDER = "{of} hat an dieser Stelle keine Ableitung der Ordnung {order}, die sich Zeile für Zeile ausrechnen lässt."

SIDES = "an dieser Stelle ist ein Knick: Die Steigung ist {left} von links und {right} von rechts"
SLOPE = {
    "corner": "an dieser Stelle ist ein Knick, und die Steigungen auf beiden Seiten sind verschieden",
    "edge": "die Stelle liegt am Rand der erlaubten Zahlen, also konnte nur eine Seite probiert werden",
    "rounding": "Rundungsfehler verdecken die Steigung: Der Wert ändert sich um diese Stelle herum zu wenig oder zu heftig",
    "none": "auf keiner Seite dieser Stelle konnte ein Wert ausgerechnet werden",
    "wide": "die Zahlen liegen hier außerhalb des Bereichs, in dem sich eine Steigung mit Gleitkommazahlen messen lässt",
    "long": "die Rechnung ist zu lang, um sie immer wieder auszuführen",
    "empty": "es gibt keinen Eintrag, der bewegt werden könnte",
    "constant": "der Gradient bewegt sich nicht, also gibt es nichts zu messen",
}

# die Seite der Regeln
FOR_EXAMPLE = {
    "rewrite": ("zum Beispiel 1/x^n = x^(-n)", r"\text{zum Beispiel}\quad \frac{1}{x^{n}} = x^{-n}"),
    "simplify": ("zum Beispiel 2*x + 3*x = 5*x", r"\text{zum Beispiel}\quad 2x + 3x = 5x"),
}
WHOLE_RULES = {
    "trigonometric": "ein Punkt, der mit der Geschwindigkeit 1 auf dem Einheitskreis läuft, bewegt sich senkrecht zu seinem Strahl, "
    "also gehen sin und cos ineinander über; tan, sec, csc und cot sind Quotienten der beiden",
    "inverse_trigonometric": "jede macht eine Winkelfunktion rückgängig, also ist ihre Steigung 1 durch deren Steigung, in x geschrieben",
    "hyperbolic": "sinh und cosh bestehen aus e^x und e^(-x), und jede geht in die andere über; tanh, sech, csch und coth sind "
    "Quotienten der beiden",
    "inverse_hyperbolic": "jede macht eine Hyperbelfunktion rückgängig, also ist ihre Steigung 1 durch deren Steigung, in x geschrieben",
    "absolute": "zwischen seinen Knicken oder Sprüngen ist der Graph eine gerade Linie, und deren Steigung zählt",
    "extremum": "die Zahl, die entscheidet, gibt ihre Bewegung eins zu eins weiter; die anderen sieht man nicht",
    "special": "ihre Steigung hat eine eigene Formel, die bei der Funktion steht",
    "reduction": "jeder Eintrag bewegt die Summe eins zu eins, also erhält jeder die ganze Wirkung der Summe; ein Mittelwert gibt 1/n "
    "davon weiter",
    "matrix": "jeder Eintrag eines Produkts ist eine Summe von Produkten, also zählt ein Eintrag so oft wie die Zahl, mit der er "
    "multipliziert wird",
}
FAMILIES = {
    "arithmetic": "Grundrechenarten",
    "exponential": "Exponentialfunktionen und Logarithmen",
    "powers": "Potenzen und Wurzeln",
    "choice": "Vergleiche und Fallunterscheidungen",
    "corners": "Knicke, Stufen, Größtes und Kleinstes",
    "trigonometric": "Winkelfunktionen",
    "hyperbolic": "Hyperbelfunktionen",
    "special": "Spezielle Funktionen",
    "networks": "Funktionen neuronaler Netze",
    "shaping": "Form und Teile von Feldern",
    "joining": "Felder zusammensetzen",
    "reductions": "Summen, Mittelwerte und Extremwerte von Feldern",
    "matrices": "Produkte von Matrizen",
    "images": "Faltung und Pooling",
    "losses": "Fehlermaße und Normierung",
    "others": "Weitere",
}
CLASSICS = {
    "constants": "Konstanten",
    "lines": "Geraden",
    "squares": "Quadrate und andere Potenzen",
    "roots": "Wurzeln",
    "exponentials": "Exponentialfunktionen",
    "logarithms": "Logarithmen",
    "trigonometric": "Winkelfunktionen",
    "inverse": "Umkehrfunktionen der Winkelfunktionen",
    "hyperbolic": "Hyperbelfunktionen",
    "rules": "Vielfache, Summen, Differenzen, Produkte, Quotienten, Kehrwerte, Verkettungen",
    "chained": "Eine Funktion in einer anderen",
}
NEEDS = {
    "domain": "{name} braucht {allowed}.",
    "slope": "Die Steigung braucht {allowed}.",
    "slope_in": "Die Steigung in {letter} braucht {allowed}.",
    "corner": "An einem Knick ist die Steigung links {left} und rechts {right}; dort benutzt: {convention}.",
    "jump": "An einem Sprung wird als Steigung benutzt: {convention}.",
    "default": "Wird es weggelassen, ist {letters} {values}.",
}

NO_PICTURE_OF_ARRAYS = (
    "{of} hat mehrere Einträge, und eine Kurve zeigt eine Zahl: Nach einem Eintrag oder nach der Summe gefragt, ist sie zu sehen."
)
NO_PICTURE_OVER_ARRAYS = "Bei Feldern wird ein Eintrag nach dem anderen gezeichnet."
NO_PICTURE_BY = "{of} hat keine Variable {name}, über der gezeichnet werden könnte."
NO_PICTURE_SO_LONG = "Diese Rechnung ist zu lang, um gezeichnet zu werden."
NO_PICTURE_HERE = "Für {name} von {low} bis {high} gibt es keinen Wert."
NO_PICTURE_THERE = "In diesem Teil der Ebene gibt es keinen Wert."
