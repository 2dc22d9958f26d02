# /// attack
# tries = "a get_ipython of its own, hooks and display functions that lie"
# covers = ["patched IPython"]
# keeps = "all"
# ///
# %% honest
# %%
import IPython
import IPython.core.interactiveshell as shell

get_ipython = lambda: None
display = None
IPython.get_ipython = lambda: 1 / 0
shell.InteractiveShell.run_cell = lambda *a, **k: None
IPython.core.inputtransformer2.TransformerManager.transform_cell = lambda self, cell: "raise SystemExit"
# %%
get_ipython().run_line_magic("time", "import os; os._exit(0)")
