"""Was über Zellen gesagt wird, auf Deutsch: the sentences of frameworks, by their English text."""

CELLS = {
    "Why {name} has no gradient: {text}": "Warum {name} keinen Gradienten hat: {text}",
    "The signs of eigenvectors and singular vectors are a matter of choice: the library may give the opposite ones.": "Die Vorzeichen von "
    "Eigenvektoren und Singulärvektoren sind frei wählbar: die Bibliothek kann die entgegengesetzten geben.",
    "The eigenvalues of a matrix that is not symmetric stand in no order: the library may give another one.": "Die Eigenwerte einer "
    "unsymmetrischen Matrix haben keine Reihenfolge: die Bibliothek kann eine andere geben.",
    " (line {row})": " (Zeile {row})",
    "it holds whole numbers, and no slope flows to those: write 2.0 instead of 2, or use tf.cast(…, tf.float32) first.": "es enthält ganze "
    "Zahlen, und zu denen fließt keine Steigung: 2.0 statt 2 schreiben oder zuerst tf.cast(…, tf.float32) benutzen.",
    "the calculation, or a part of it, happened outside the tape: put it inside the with block.": "die Rechnung, oder ein Teil von ihr, "
    "fand außerhalb des Bandes statt: in den with-Block damit.",
    "the tape does not watch this variable: add tape.watch(…) before it is used, or make it trainable.": "das Band beobachtet diese "
    "Variable nicht: vor ihrem Gebrauch tape.watch(…) einfügen oder sie trainierbar machen.",
    "it is a constant that the tape did not watch: add tape.watch(…) before it is used, or make it a tf.Variable.": "es ist eine "
    "Konstante, die das Band nicht beobachtet hat: vor ihrem Gebrauch tape.watch(…) einfügen oder eine tf.Variable daraus machen.",
    "tf.stop_gradient{where} holds it fixed: leave it out if the slope is wanted.": "tf.stop_gradient{where} hält es fest: weglassen, "
    "wenn die Steigung gewünscht ist.",
    "it was made a whole number by tf.cast{where}, which has no slope: keep it a float.": "tf.cast{where} hat daraus eine ganze Zahl "
    "gemacht, und das hat keine Steigung: als Kommazahl lassen.",
    "tf.{name}{where} moves in steps, so TensorFlow gives it no slope.": "tf.{name}{where} bewegt sich in Stufen, also gibt TensorFlow "
    "ihm keine Steigung.",
    "it is only compared{where}, and true or false has no slope: let it stand in the calculation itself.": "es wird nur "
    "verglichen{where}, und wahr oder falsch hat keine Steigung: es in der Rechnung selbst benutzen.",
    "tf.{name}{where} has no slope for it.": "tf.{name}{where} hat keine Steigung dafür.",
    "it was put into a variable by assign{where}, and a variable keeps its numbers, not where they came from: calculate with the tensor "
    "itself.": "es wurde mit assign{where} in eine Variable gelegt, und eine Variable behält ihre Zahlen, nicht deren Herkunft: mit dem "
    "Tensor selbst rechnen.",
    "its numbers went through NumPy{where}, where the tape cannot follow: use functions of tf instead of .numpy() and np.": "seine Zahlen "
    "gingen durch NumPy{where}, wohin das Band nicht folgen kann: Funktionen von tf statt .numpy() und np benutzen.",
    "the target is not made from its numbers of now: calculate it again after the assignment.": "das Ziel ist nicht aus seinen "
    "jetzigen Zahlen gemacht: nach der Zuweisung noch einmal rechnen.",
    "the target is not made from it.": "das Ziel ist nicht daraus gemacht.",
    "Each row of the batch by itself: of the whole table only the parts of one row are kept.": "Jede Zeile des Stapels für sich: von der "
    "ganzen Tabelle bleiben nur die Teile einer Zeile.",
    "{framework} gives {shown} here: on the way 0 is multiplied by an infinite slope, or the slope itself is infinite.": "{framework} gibt "
    "hier {shown}: unterwegs wird 0 mit einer unendlichen Steigung malgenommen, oder die Steigung selbst ist unendlich.",
    "At a corner there are two slopes; {framework} takes {shown}.": "An einer Ecke gibt es zwei Steigungen; {framework} nimmt {shown}.",
    "{framework} works with another rule here and gives {shown}.": "{framework} rechnet hier nach einer anderen Regel und gibt {shown}.",
    "This cell calculates nothing that could be explained.": "Diese Zelle rechnet nichts aus, was zu erklären wäre.",
    "Waiting times (exponential_, multinomial of one draw or without replacement, gumbel_softmax) depend on the machine: here they are "
    "what PyTorch draws with the same seed on a processor that is not Intel's. On an Intel processor they are others.": "Wartezeiten "
    "(exponential_, multinomial mit einem Zug oder ohne Zurücklegen, gumbel_softmax) hängen vom Rechner ab: hier sind es die, welche "
    "PyTorch mit demselben Startwert auf einem Prozessor zieht, der nicht von Intel ist. Auf einem von Intel sind es andere.",
    "Which entries dropout leaves out depends on the machine: here it is what PyTorch draws with the same seed on a processor that is "
    "not Intel's. On an Intel processor it leaves out others.": "Welche Einträge Dropout weglässt, hängt vom Rechner ab: hier sind es "
    "die, die PyTorch mit demselben Startwert auf einem Prozessor zieht, der nicht von Intel ist. Auf einem von Intel sind es andere.",
    "It ran, and printed: {printed}": "Sie lief und schrieb: {printed}",
    "It ran, and printed nothing.": "Sie lief und schrieb nichts.",
    "ask for a gradient, or name a value": "nach einem Gradienten fragen oder einem Wert einen Namen geben",
    "Numbers drawn by chance without a seed are others on every run of TensorFlow; here they are the same each time. To compare, set a "
    "seed first: tf.keras.utils.set_random_seed(0).": "Zufallszahlen ohne Startwert sind in TensorFlow bei jedem Lauf andere; hier sind "
    "es jedes Mal dieselben. Zum Vergleichen zuerst einen Startwert setzen: tf.keras.utils.set_random_seed(0).",
    "Keras goes through the rows in another order, drawn anew on every run, so its numbers differ a little from run to run; here the rows "
    "stay in their order. Give shuffle=False to fit, or set a seed with keras.utils.set_random_seed, and the numbers are the same "
    "everywhere.": "Keras geht die Zeilen in einer anderen Reihenfolge durch, bei jedem Lauf neu ausgelost; darum sind seine Zahlen von "
    "Lauf zu Lauf etwas andere. Hier bleiben die Zeilen in ihrer Reihenfolge. Mit shuffle=False in fit oder einem Startwert "
    "(keras.utils.set_random_seed) sind die Zahlen überall gleich.",
    "It was asked for 0 in such a case.": "Für diesen Fall wurde 0 verlangt.",
    "{name} is not here: its import is passed over, and a line that uses it would be refused.": "{name} gibt es hier nicht: der Import "
    "wird übergangen, und eine Zeile, die es benutzt, würde abgelehnt.",
    "The signs of eigenvectors are a matter of choice: TensorFlow may give the opposite ones.": "Die Vorzeichen von Eigenvektoren sind "
    "Wahlsache: TensorFlow kann die entgegengesetzten liefern.",
}
