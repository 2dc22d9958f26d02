# /// attack
# tries = "exception texts that are commands to a build's log or a terminal"
# covers = ["log commands", "exception text", "terminal escapes", "rich markup"]
# keeps = ["table"]
# ///
# %%
def twice(x):
    raise ValueError(
        "\n::error file=x::taken\r\n::add-mask::1\x1b[2J\x1b]8;;http://x\x07click\x9b31m\u2028::warning::x"
    )


def total(x):
    raise type("\n::error::", (Exception,), {})(
        "[bold red]<script>alert(1)</script>[/bold red][link=http://x]"
    )


def loss(W):
    raise ValueError("\u202e" + "drow-thgir" + "\u2066\u200b\ufeff" + "\x00\x07\x08")


def rows(X):
    return type("\n::error::\x1b[31m", (), {})()


# %% honest table
