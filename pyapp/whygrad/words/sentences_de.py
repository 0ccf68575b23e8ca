"""Die übrigen Sätze auf Deutsch, by their English text, in which ``{name}`` is a place to be filled in."""

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

_REASONS = {"{name} is any function: its slope is called {name}'": "{name} ist eine beliebige Funktion: Ihre Steigung heißt {name}'"}

SENTENCES: dict[str, str] = {**ERRORS, **HINTS, **NOTES, **_REASONS, **_CONDITIONS, **_CONVENTIONS}
