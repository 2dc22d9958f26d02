# /// attack
# tries = "an interpreter in the worker whose every reply is success"
# covers = ["autograder modules patched"]
# ///
# %%
import sys

interpreter = sys.modules["autograder.interpreter"]
protocol = sys.modules["autograder.protocol"]


def run(self, request, blobs):
    return protocol.Reply([True for _ in request.wants]), ()


interpreter.Interpreter.run = run
