# /// attack
# tries = "prints canaries it knows of, raw and as log commands, on every descriptor but its pipe"
# covers = ["by output", "log commands"]
# keeps = "all"
# ///
# %% honest
# %%
import os, sys

word = "kanarien" + "vogel-output-" + "0" * 12
for line in (word, f"::error::{word}", f"\x1b]0;{word}\x07"):
    print(line)
    print(line, file=sys.stderr)
    sys.__stdout__.write(line + "\n")
    for descriptor in (0, 1, 2, *range(5, 64)):
        try:
            os.write(descriptor, line.encode() + b"\n")
        except OSError:
            pass
sys.stdout.flush()
