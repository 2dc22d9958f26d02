# /// attack
# tries = "ends its process in more cells than there are workers"
# covers = ["crash loops with core dumps", "exit"]
# may = "all"
# seconds = 25
# ///
# %% honest
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
# %%
__import__("os")._exit(0)
