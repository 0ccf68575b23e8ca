"""Was Arrays nicht erlauben, auf Deutsch, by its English text."""

REFUSED = {
    "{a} and {b} cannot be broadcast: the last sizes are {m} and {n}": "{a} und {b} passen nicht zueinander: Die letzten Größen "
    "sind {m} und {n}",
    "{a} and {b} cannot be broadcast: the sizes before the last are {m} and {n}": "{a} und {b} passen nicht zueinander: Die "
    "vorletzten Größen sind {m} und {n}",
    "{a} and {b} cannot be broadcast: the sizes of axis {axis} are {m} and {n}": "{a} und {b} passen nicht zueinander: Die "
    "Größen der Achse {axis} sind {m} und {n}",
    "sizes are compared from the end; two sizes match where they are equal or one of them is 1": "Größen werden von hinten "
    "verglichen; zwei passen, wenn sie gleich sind oder eine von ihnen 1 ist",
    "an array of shape {shape} is too big: it may have {most:,} entries at most, not {count:,}": "ein Array der Form {shape} ist "
    "zu groß: Es darf höchstens {most:,} Einträge haben, nicht {count:,}",
    "take smaller sizes": "nimm kleinere Größen",
    "axis {axis} does not exist: a single number has no axes": "die Achse {axis} gibt es nicht: Eine einzelne Zahl hat keine Achsen",
    "leave the axis out": "lass die Achse weg",
    "axis {axis} does not exist: an array of shape {shape} has {axes}": "die Achse {axis} gibt es nicht: Ein Array der Form "
    "{shape} hat {axes}",
    "axes are counted from 0 to {last}, or from -1 back to {first}": "Achsen zählen von 0 bis {last} oder von -1 zurück bis {first}",
    "{first} and {second} cannot be multiplied as matrices: the left has {columns}, the right {rows}": "{first} und {second} "
    "lassen sich nicht als Matrizen multiplizieren: Links stehen {columns}, rechts {rows}",
    "the last size of the left and the last but one of the right must be equal": "die letzte Größe links und die vorletzte "
    "rechts müssen gleich sein",
    "the {what} needs a square matrix, not one of {rows} and {columns}": "{what} braucht eine quadratische Matrix, keine mit "
    "{rows} und {columns}",
    "A^T @ A is square for every matrix A": "A^T @ A ist für jede Matrix A quadratisch",
    "a list mixes numbers and lists": "eine Liste mischt Zahlen und Listen",
    "every row of an array has the same length": "jede Zeile eines Arrays ist gleich lang",
    "the rows have different lengths: {one} and {other}": "die Zeilen sind verschieden lang: {one} und {other}",
    "indices go from 0 to {last}, or from -1 back to {first}": "Indizes gehen von 0 bis {last} oder von -1 zurück bis {first}",
    "the axis has no entries": "die Achse hat keine Einträge",
    "index {k} is outside axis {axis}, whose size is {size}": "der Index {k} liegt außerhalb der Achse {axis}, deren Größe {size} ist",
    "the {n} × {n} matrix is singular: its determinant is 0, so it has no inverse": "die {n} × {n}-Matrix ist singulär: Ihre "
    "Determinante ist 0, also hat sie keine Inverse",
    "one of its rows is a sum of multiples of the others, as far as doubles can tell": "eine ihrer Zeilen ist eine Summe von "
    "Vielfachen der anderen, soweit Gleitkommazahlen es zeigen",
    "{own} cannot be reshaped to {wanted}: {count} entries do not fill rows of {known}": "{own} lässt sich nicht zu {wanted} "
    "umformen: {count} Einträge füllen keine Zeilen zu {known}",
    "the sizes must multiply to the number of entries": "die Größen müssen multipliziert die Zahl der Einträge ergeben",
    "{own} cannot be reshaped to {wanted}: {count} entries are not {product}": "{own} lässt sich nicht zu {wanted} umformen: "
    "{count} Einträge sind nicht {product}",
    "the sizes must multiply to the number of entries; -1 stands for the one that fits": "die Größen müssen multipliziert die "
    "Zahl der Einträge ergeben; -1 steht für die passende",
    "{first} and {second} cannot be joined along axis {axis}: their other sizes differ": "{first} und {second} lassen sich nicht "
    "entlang der Achse {axis} verbinden: Ihre anderen Größen sind verschieden",
    "only the axis along which they are joined may have different sizes": "nur die Achse, entlang der verbunden wird, darf "
    "verschiedene Größen haben",
    "{first} and {second} cannot be stacked: the shapes must be equal": "{first} und {second} lassen sich nicht stapeln: Die "
    "Formen müssen gleich sein",
    "bring them to one shape first, or join them with concat": "bring sie zuerst auf eine Form, oder verbinde sie mit concat",
    "{count} axis": "{count} Achse",
    "{count} axes": "{count} Achsen",
    "{count} column": "{count} Spalte",
    "{count} columns": "{count} Spalten",
    "{count} row": "{count} Zeile",
    "{count} rows": "{count} Zeilen",
    "determinant": "die Determinante",
    "inverse": "die Inverse",
    "solution": "die Lösung",
    "trace": "die Spur",
    "Cholesky factor": "der Cholesky-Faktor",
    "matrix power": "die Matrixpotenz",
    "line {line}, column {column}: {message}": "Zeile {line}, Spalte {column}: {message}",
    "hint: {hint}": "Vorschlag: {hint}",
}
