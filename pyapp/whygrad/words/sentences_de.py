"""Die übrigen Sätze auf Deutsch, by their English text, in which ``{name}`` is a place to be filled in."""

from .arrays_de import REFUSED
from .cell_hints_de import CELL_ERRORS, CELL_HINTS
from .cells_de import CELLS
from .reader_de import ERRORS, HINTS, NOTES

_CONDITIONS = {
    "a divisor other than 0": "einen anderen Teiler als 0",
    "a number above 0": "eine Zahl über 0",
    "a number above 0 and a base above 0 other than 1": "eine Zahl über 0 und eine Basis über 0, die nicht 1 ist",
    "a number above -1": "eine Zahl über -1",
    "a base above 0 (a negative base takes whole exponents only, and 0 no negative exponent)": "eine Basis über 0 (eine negative Basis "
    "erlaubt nur ganze Exponenten, und 0 keinen negativen Exponenten)",
    "a base other than 0 when the exponent lies between 0 and 1": "eine andere Basis als 0, wenn der Exponent zwischen 0 und 1 liegt",
    "a base above 0, because the slope in the exponent holds ln of the base": "eine Basis über 0, denn die Steigung im Exponenten "
    "enthält ln der Basis",
    "a number other than 0": "eine andere Zahl als 0",
    "a number of at least 0": "eine Zahl, die mindestens 0 ist",
    "a number above 0 (0 takes degrees above 0, and a negative number takes odd degrees only)": "eine Zahl über 0 (0 erlaubt nur "
    "Wurzelexponenten über 0, und eine negative Zahl nur ungerade Wurzelexponenten)",
    "a number other than 0 when the degree is above 1": "eine andere Zahl als 0, wenn der Wurzelexponent über 1 liegt",
    "a number above 0, because the slope in the degree holds its ln": "eine Zahl über 0, denn die Steigung im Wurzelexponenten enthält "
    "ihren ln",
    "two numbers that are not both 0": "zwei Zahlen, die nicht beide 0 sind",
    "a lower end that is not above the upper end": "eine untere Grenze, die nicht über der oberen liegt",
    "an angle that is not an odd multiple of pi/2": "einen Winkel, der kein ungerades Vielfaches von pi/2 ist",
    "an angle that is not a multiple of pi": "einen Winkel, der kein Vielfaches von pi ist",
    "a number from -1 to 1": "eine Zahl von -1 bis 1",
    "a number between -1 and 1, both left out": "eine Zahl zwischen -1 und 1, beide ausgenommen",
    "a number of at least 1 or at most -1": "eine Zahl, die mindestens 1 oder höchstens -1 ist",
    "a number above 1 or below -1": "eine Zahl über 1 oder unter -1",
    "a number other than 0, because it is read as arctan(1/x)": "eine andere Zahl als 0, denn es wird als arctan(1/x) gelesen",
    "a point other than (0, 0)": "einen anderen Punkt als (0, 0)",
    "a number of at least 1": "eine Zahl, die mindestens 1 ist",
    "a number above 1": "eine Zahl über 1",
    "a number above 0 and at most 1": "eine Zahl über 0, die höchstens 1 ist",
    "a number between 0 and 1, both left out": "eine Zahl zwischen 0 und 1, beide ausgenommen",
    "a number other than 0, -1, -2, …": "eine andere Zahl als 0, -1, -2, …",
    "a whole number from 1 to 170 as its order, and then a number other than 0, -1, -2, …": "eine ganze Zahl von 1 bis 170 als Ordnung "
    "und dann eine andere Zahl als 0, -1, -2, …",
    "entries that are not all equal": "Einträge, die nicht alle gleich sind",
    "a list that is not all 0": "eine Liste, in der nicht alles 0 ist",
    "a matrix whose determinant is not 0": "eine Matrix, deren Determinante nicht 0 ist",
    **{
        f"a definition{of}, such as {f}(x) = x^2, before it can have a value": f"eine Definition{von}, etwa {f}(x) = x^2, "
        "bevor es einen Wert haben kann"
        for f in "fgh"
        for of, von in (("", ""), (f" of {f}", f" von {f}"))
    },
}
_CONVENTIONS = {
    "0^0 is taken as 1, as in polynomials and in programming languages; as a limit it has no single value.": "0^0 gilt als 1, wie bei "
    "Polynomen und in Programmiersprachen; als Grenzwert hat es keinen eindeutigen Wert.",
    "0, halfway between the two; TensorFlow and PyTorch also give 0, JAX gives 1": "0, in der Mitte zwischen beiden; TensorFlow und "
    "PyTorch geben auch 0, JAX gibt 1",
    "0, although the value jumps here; TensorFlow, PyTorch and JAX also give 0": "0, obwohl der Wert hier springt; TensorFlow, PyTorch und "
    "JAX geben auch 0",
    "0, although the value jumps here; TensorFlow gives None, PyTorch and JAX give 0": "0, obwohl der Wert hier springt; TensorFlow gibt "
    "None, PyTorch und JAX geben 0",
    "1, although the value jumps here; TensorFlow, PyTorch and JAX do the same": "1, obwohl der Wert hier springt; TensorFlow, PyTorch und "
    "JAX machen es ebenso",
    "1/2 for each of the two; PyTorch and JAX do the same, TensorFlow gives 1 to the first and 0 to the second": "1/2 für jede der beiden; "
    "PyTorch und JAX machen es ebenso, TensorFlow gibt der ersten 1 und der zweiten 0",
    "1; TensorFlow and PyTorch also give 1, JAX gives 1/2": "1; TensorFlow und PyTorch geben auch 1, JAX gibt 1/2",
    "1/x, although the angle jumps from -pi to pi here; TensorFlow, PyTorch and JAX do the same": "1/x, obwohl der Winkel hier von -pi auf "
    "pi springt; TensorFlow, PyTorch und JAX machen es ebenso",
    "0; TensorFlow, PyTorch and JAX also give 0": "0; TensorFlow, PyTorch und JAX geben auch 0",
    "the small slope; TensorFlow and PyTorch give the same, JAX gives 1": "die kleine Steigung; TensorFlow und PyTorch geben dasselbe, "
    "JAX gibt 1",
    "alpha; TensorFlow, PyTorch and JAX do the same": "alpha; TensorFlow, PyTorch und JAX machen es ebenso",
    "an equal share for each of them; TensorFlow, PyTorch and JAX do the same": "ein gleicher Anteil für jeden von ihnen; TensorFlow, "
    "PyTorch und JAX machen es ebenso",
    "0 (at the upper end 1)": "0 (an der oberen Grenze 1)",
    "1 (at the upper end 0)": "1 (an der oberen Grenze 0)",
    "0 (at 6: 1)": "0 (bei 6: 1)",
    "1 (at 6: 0)": "1 (bei 6: 0)",
    "the small slope": "die kleine Steigung",
}

_ARRAYS = {
    "{op} was given a wrong number of arguments.": "{op} hat eine falsche Anzahl von Argumenten.",
    ".{name} needs its brackets.": ".{name} braucht seine Klammern.",
    "write .{name}()": "schreib .{name}()",
    "An array or a number must stand here.": "Hier muss ein Feld oder eine Zahl stehen.",
    "write it like {op}({join})": "schreib es wie {op}({join})",
    "{name} makes an array of plain numbers, so its arguments must be numbers that are known beforehand.": "{name} macht ein Feld aus "
    "bloßen Zahlen, also müssen seine Argumente vorher bekannte Zahlen sein.",
    "An index must be a whole number that is known beforehand.": "Ein Index muss eine vorher bekannte ganze Zahl sein.",
    "write it like x[0]": "schreib es wie x[0]",
    "Beside a transposed array, factors without a sign between them are read as a matrix product.": "Neben einem transponierten Feld "
    "werden Faktoren ohne Zeichen dazwischen als Matrixprodukt gelesen.",
    ".T takes no brackets.": ".T nimmt keine Klammern.",
    "write .T": "schreib .T",
    "{op} has no argument called {name}.": "{op} hat kein Argument namens {name}.",
    "{op} needs the {missing}.": "{op} braucht {missing}.",
    "The {name} of {op} must be {kind}.": "{name} von {op} muss {kind} sein.",
    "write a name, a number or a list such as [1, 2]": "schreib einen Namen, eine Zahl oder eine Liste wie [1, 2]",
    "An equation is answered with numbers, not with arrays.": "Eine Gleichung wird mit Zahlen beantwortet, nicht mit Arrays.",
    "name the sides with = in lines of their own, and ask for their difference": "gib den Seiten in eigenen Zeilen mit = Namen und frag "
    "nach ihrer Differenz",
    "the effects go to the places in which the entries stand, equal ones in their order; PyTorch and JAX do the same": "die Wirkungen "
    "gehen an die Plätze, an denen die Einträge stehen, gleiche in ihrer Reihenfolge; PyTorch und JAX machen es ebenso",
    "the first of them receives the whole effect; TensorFlow and PyTorch do the same": "der erste von ihnen erhält die ganze Wirkung; "
    "TensorFlow und PyTorch machen es ebenso",
    "halfway between the two, for entries of equal size an equal share; PyTorch does the same": "die Mitte zwischen beiden, für gleich "
    "große Einträge ein gleicher Anteil; PyTorch macht es ebenso",
    "a whole number": "eine ganze Zahl",
    "a whole number, or several in brackets": "eine ganze Zahl, oder mehrere in Klammern,",
    "pairs of whole numbers": "Paare ganzer Zahlen",
    "a number": "eine Zahl",
    "True or False": "True oder False",
    "a text in quotes": "ein Text in Anführungszeichen",
    'a whole number, "valid" or "same"': 'eine ganze Zahl, "valid" oder "same"',
    "write it like {name}={sample}": "schreib es wie {name}={sample}",
    "write it like {op}(x, {missing}=(2, 3))": "schreib es wie {op}(x, {missing}=(2, 3))",
    "The {name} must be known beforehand: it cannot depend on values that move.": "{name} muss vorher bekannt sein und kann nicht von "
    "Werten abhängen, die sich bewegen.",
    "write it like {name}(2, 2)": "schreib es wie {name}(2, 2)",
    "write it like {name}(3)": "schreib es wie {name}(3)",
    "multiply entry by entry": "Eintrag für Eintrag multiplizieren",
    "{text} works entry by entry and takes no such argument.": "{text} wirkt Eintrag für Eintrag und nimmt kein solches Argument.",
    "its named arguments are: {known}": "seine benannten Argumente sind: {known}",
    "These arguments do not fit {name}.": "Diese Argumente passen nicht zu {name}.",
    "its arguments are {join}": "seine Argumente sind {join}",
    "Put in place, the functions of this text give more than {nodes_at_most:,} operations.": "Eingesetzt ergeben die Funktionen dieses "
    "Textes mehr als {nodes_at_most:,} Operationen.",
    "A {data} is a list of slopes, so it can only be what the last line asks for.": "{data} ist eine Liste von Steigungen, also kann nur "
    "die letzte Zeile danach fragen.",
    "ask for it alone, or for one slope such as gradient(z, x)": "frag allein danach oder nach einer Steigung wie gradient(z, x)",
    "This derivative is too long to be worked out inside a formula.": "Diese Ableitung ist zu lang, um in einer Formel "
    "ausgerechnet zu werden.",
    "ask for it alone": "frag allein danach",
    "This asks for a derivative of order {names}, and the highest is {order_at_most}.": "Hier wird nach einer Ableitung der Ordnung "
    "{names} gefragt, und die höchste ist {order_at_most}.",
    "It is not clear which letter is the parameter.": "Es ist nicht klar, welcher Buchstabe der Parameter ist.",
    "call the parameter t": "nenn den Parameter t",
    "The value of {name} at this point does not exist.": "Der Wert von {name} an dieser Stelle existiert nicht.",
    "The second slope of a curve can be asked for in the last line alone.": "Nach der zweiten Ableitung einer Kurve kann nur die letzte "
    "Zeile fragen.",
    "put it there": "stell sie dorthin",
    "It is not clear by which letter.": "Es ist nicht klar, nach welchem Buchstaben.",
    "name it, as in diff(z, x)": "nenn ihn, wie in diff(z, x)",
    "ask for fewer": "frag nach weniger",
    "All slopes of {data_of} entries by {data_of2} would be {math:,} numbers.": "Alle Steigungen von {data_of} Einträgen nach {data_of2} "
    "wären {math:,} Zahlen.",
    "ask for fewer: at most {table_at_most:,} are worked out": "frag nach weniger: höchstens {table_at_most:,} werden ausgerechnet",
    "{name} is made of other operations: {definition}.": "{name} ist aus anderen Operationen gemacht: {definition}.",
    "read scores, as PyTorch's cross_entropy does": "als Rohwerte lesen, wie cross_entropy in PyTorch",
    "{name} needs what is differentiated, the name by which, and a vector.": "{name} braucht das, was abgeleitet wird, den Namen, nach "
    "dem abgeleitet wird, und einen Vektor.",
    "write it like {name}(y, x, v), with a line such as v = [1, 0] before": "schreib es wie {name}(y, x, v), mit einer Zeile wie "
    "v = [1, 0] davor",
    "vjp(y, x, v) is the gradient of sum(v*y) by x: the entries of y count as v says.": "vjp(y, x, v) ist der Gradient von sum(v*y) "
    "nach x: Die Einträge von y zählen so, wie v es sagt.",
    "The vector must be a name or plain numbers.": "Der Vektor muss ein Name sein oder aus Zahlen bestehen.",
    "name it in a line before, such as v = …": "gib ihm in einer Zeile davor einen Namen, etwa v = …",
    "The vector has {given}, and {name} has {own}.": "Der Vektor hat {given}, und {name} hat {own}.",
    "give it one number for each entry": "gib ihm für jeden Eintrag eine Zahl",
    "A second derivative by arrays is worked out for a single number.": "Eine zweite Ableitung nach Feldern wird für eine einzelne Zahl "
    "ausgerechnet.",
    "take the sum first": "bilde zuerst die Summe",
    "There are no problems of level {level} for {rule}.": "Für {rule} gibt es keine Aufgaben der Stufe {level}.",
    "the rules are {join}": "die Regeln sind {join}",
}
_REASONS = {"{name} is any function: its slope is called {name}'": "{name} ist eine beliebige Funktion: Ihre Steigung heißt {name}'"}

_TOLD = {
    "read as: {text}": "gelesen als: {text}",
    "  note: {message}": "  Hinweis: {message}",
    "value": "Wert",
    "{name}: no value. {why}": "{name}: kein Wert. {why}",
    "warning: {message}": "Warnung: {message}",
    "{label}: no number. {why}": "{label}: keine Zahl. {why}",
    "  formula: {formula}": "  Formel: {formula}",
    "Derivative of order {order}": "Ableitung der Ordnung {order}",
    "another way: {title}": "ein anderer Weg: {title}",
    "slope {number} ": "Steigung {number} ",
    "slopes ": "Steigungen ",
    "check: rules {rules}, {slope}{verdict}": "Probe: Regeln {rules}, {slope}{verdict}",
    "agrees": "einig",
    "disagrees": "uneinig",
    "cannot tell": "unentschieden",
    "  … and more": "  … und weitere",
    ", as long as {conditions}": ", solange {conditions}",
    " and ": " und ",
    "  Here: {bindings}": "  Hier: {bindings}",
    "  So: {before} = {worked}{legal}": "  Also: {before} = {worked}{legal}",
    "  At the point: {number}": "  An der Stelle: {number}",
    "  Because {reason}": "  Denn {reason}",
    "the tape: the calculation, line by line": "das Band: die Rechnung, Zeile für Zeile",
    "none": "keine",
    "   effect on the answer {number}": "   Wirkung auf die Antwort {number}",
    "no value": "kein Wert",
    "{formula}, with g{line} = {number}, ": "{formula}, mit g{line} = {number}, ",
    "through line {line}: {rule}adds {number}. {why}": "durch Zeile {line}: {rule}trägt {number} bei. {why}",
    "through line {line}: slope {slope} times effect {effect} adds {adds}": "durch Zeile {line}: Steigung "
    "{slope} mal Wirkung {effect} trägt {adds} bei",
    "used {count} times: {total}": "{count} Mal gebraucht: {total}",
    "  … and {count} more lines": "  … und {count} weitere Zeilen",
    "Value": "Wert",
    "Line": "Zeile",
    "Calculation": "Rechnung",
    "Effect on the answer": "Wirkung auf die Antwort",
    "The calculation, line by line": "Die Rechnung, Zeile für Zeile",
}

_TRANSLATIONS = {
    "add {text}": "{text} hinzufügen",
    "move these lines into the tape's block": "diese Zeilen in den Block des Tapes verschieben",
    "There is no line called {name}.": "Es gibt keine Zeile namens {name}.",
    "This calculation is too long to follow one entry through it.": "Diese Rechnung ist zu lang, um einem Eintrag durch sie zu folgen.",
    "There is no entry {index} in an array of shape {shape}.": "In einem Array der Form {shape} gibt es keinen Eintrag {index}.",
    "This entry has no slope here.": "Dieser Eintrag hat hier keine Steigung.",
    "This notebook is too large: it has more than {count} characters.": "Dieses Notebook ist zu groß: Es hat mehr als {count} Zeichen.",
    "This looks like a notebook, and it cannot be read.": "Das sieht aus wie ein Notebook, lässt sich aber nicht lesen.",
    "This notebook is written in {language}, and only Python runs here.": "Dieses Notebook ist in {language} geschrieben, und hier läuft "
    "nur Python.",
    "This notebook is too long: it has more than {count} cells.": "Dieses Notebook ist zu lang: Es hat mehr als {count} Zellen.",
    "save the notebook once more as .ipynb, or paste the code of a cell": "das Notebook noch einmal als .ipynb speichern oder den Code "
    "einer Zelle einfügen",
    "This notebook has no list of cells.": "Dieses Notebook hat keine Liste von Zellen.",
    "Cell {number} of this notebook is no cell.": "Zelle {number} dieses Notebooks ist keine Zelle.",
    "The text of cell {number} of this notebook is no text.": "Der Text von Zelle {number} dieses Notebooks ist kein Text.",
    "Cell {number} of this notebook is too long: it has more than {count} characters.": "Zelle {number} dieses Notebooks ist zu lang: Sie "
    "hat mehr als {count} Zeichen.",
    "There is no framework called {name}.": "Es gibt kein Framework namens {name}.",
    "This program has too many lines to be translated.": "Dieses Programm hat zu viele Zeilen, um übersetzt zu werden.",
    "An equation, a curve or a direction cannot be translated: frameworks differentiate by names.": "Eine Gleichung, eine Kurve oder eine "
    "Richtung lässt sich nicht übersetzen: Frameworks leiten nach Namen ab.",
    "A table of slopes times a vector is not translated yet.": "Eine Tabelle von Steigungen mal einem Vektor wird noch nicht übersetzt.",
    "An array of more than {count} entries is not written out.": "Ein Array mit mehr als {count} Einträgen wird nicht ausgeschrieben.",
    "An unknown function cannot be translated.": "Eine unbekannte Funktion lässt sich nicht übersetzen.",
    "No slope flows from the answer to {names}, so there is no gradient to ask for.": "Von der Antwort fließt keine Steigung zu {names}, "
    "also gibt es keinen Gradienten, nach dem man fragen könnte.",
    "{framework} has nothing that stands for {name}.": "{framework} hat nichts, was für {name} steht.",
    "micrograd takes plain numbers as exponents only.": "micrograd nimmt nur einfache Zahlen als Exponenten.",
    "micrograd calculates with single numbers, and this program has arrays.": "micrograd rechnet mit einzelnen Zahlen, und dieses "
    "Programm hat Arrays.",
    "micrograd gives first derivatives only.": "micrograd gibt nur erste Ableitungen.",
    "The answer is not made from {names}.": "Die Antwort ist nicht aus {names} gemacht.",
    "The answer is not made from {names}, and PyTorch refuses to go backwards from it.": "Die Antwort ist nicht aus {names} gemacht, und "
    "PyTorch weigert sich, von ihr aus rückwärts zu gehen.",
    "{names}: as in the lecture; the released micrograd has + - * / ** and relu": "{names}: wie in der Vorlesung; das veröffentlichte "
    "micrograd hat + - * / ** und relu",
    "Second slopes by several names are asked for one name after another here: d/dx d/dy.": "Nach zweiten Steigungen nach mehreren Namen "
    "fragt man hier nacheinander: d/dx d/dy.",
    "backwards: how fast {name} moves with each line": "rückwärts: wie schnell sich {name} mit jeder Zeile bewegt",
    "The backward pass of {name} cannot be written in NumPy here.": "Der Rückwärtslauf von {name} lässt sich hier nicht in NumPy "
    "schreiben.",
}

SENTENCES: dict[str, str] = {
    "{count} entries": "{count} Einträge",
    "{shape}, from {low} to {high}: {first}, …": "{shape}, von {low} bis {high}: {first}, …",
    **ERRORS, **HINTS, **NOTES, **_ARRAYS, **REFUSED, **_REASONS, **_CONDITIONS, **_CONVENTIONS, **CELLS, **_TRANSLATIONS, **_TOLD,
    **CELL_HINTS, **CELL_ERRORS,
}  # fmt: skip
