# /// attack
# tries = "nothing: an honest submission, as the control of all others"
# covers = []
# keeps = "all"
# ///
# %% honest
