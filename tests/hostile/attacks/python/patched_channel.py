# /// attack
# tries = "a channel that sends every reply twice"
# covers = ["autograder modules patched", "forged messages"]
# may = "all"
# ///
# %% honest
# %%
import sys

channel = sys.modules["autograder.channel"]
send = channel.Channel.send


def twice_sent(self, message, blobs=()):
    send(self, message, blobs)
    send(self, message, blobs)


channel.Channel.send = twice_sent
