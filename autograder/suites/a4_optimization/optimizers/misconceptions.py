"""Wrong steps of plain descent and of momentum that people really write, and what they are told.

Rows of one function must differ in what they return on the suite's inputs; `autograder verify` proves it.
What concerns the config stands in a file of its own, as do the adaptive rules.
"""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

RATE = 'config["learning_rate"]'
RHO = 'config["momentum"]'
SUM = f'v = {RHO} * config["velocity"] + dw'
PLAIN = f"next_w = w - {RATE} * v"
AHEAD = f"next_w = w - {RATE} * (dw + {RHO} * v)"
KEPT = 'return next_w, config | {"velocity": v}'
UPHILL = "Every step goes uphill."
TWICE = "The learning rate counts twice: in the velocity and in the step."
OLD = "One step behind: you move along the velocity from before this gradient."
FORGOTTEN = "Your velocity is forgotten after each step."
NO_FRICTION = "Nothing slows the velocity down: old gradients never fade."
AVERAGE = "Your velocity is an average of gradients, where a fading sum is asked for."
BRAKES = "Your velocity works against itself: what it remembers has the wrong sign."
ON_GRADIENT = "The momentum scales the new gradient instead of what is remembered."
HARD_CODED = "The momentum in config has no effect: yours is written into the code."
DOUBLED = "At the first call your velocity is not at rest."
LENGTH = "Your step has the same length however steep it is."

SGD: Table = {
    "uphill": (UPHILL, ((f"w - {RATE}", f"w + {RATE}"),)),
    "no_rate": ("The learning rate has no effect.", ((f"{RATE} * dw", "dw"),)),
    "rate_squared": ("The learning rate counts twice.", ((f"{RATE} * dw", f"{RATE} ** 2 * dw"),)),
    "divided": ("A larger rate should mean a longer step.", ((f"{RATE} * dw", f"dw / {RATE}"),)),
    "normalized": (LENGTH, ((f"{RATE} * dw", f"{RATE} * dw / np.linalg.norm(dw)"),)),
    "sign": (
        "Only the sign of the gradient reaches your step.",
        ((f"{RATE} * dw", f"{RATE} * np.sign(dw)"),),
    ),
    "mean": (
        "All entries of the gradient are mixed into one number.",
        ((f"{RATE} * dw", f"{RATE} * np.mean(dw)"),),
    ),
    "averaged": (
        "Your step depends on how many weights there are: the gradient is complete already.",
        ((f"{RATE} * dw", f"{RATE} * dw / dw.size"),),
    ),
    "shrinks": (
        "Your weights shrink by themselves: only the gradient should move them.",
        (("next_w = w -", "next_w = 0.99 * w -"),),
    ),
    "multiplied": (
        "You scale the weights instead of moving them.",
        ((f"w - {RATE} * dw", f"w * (1 - {RATE} * dw)"),),
    ),
    "own_decay": (
        "Your rate falls from step to step, though nobody asked it to.",
        (
            (
                "return next_w, config",
                'return next_w, config | {"learning_rate": 0.95 * config["learning_rate"]}',
            ),
        ),
    ),
    "clipped": (
        "Your gradients are clipped: large ones count less than they should.",
        ((f"{RATE} * dw", f"{RATE} * np.clip(dw, -1.0, 1.0)"),),
    ),
}

MOMENTUM: Table = {
    "uphill": (UPHILL, ((f"w - {RATE}", f"w + {RATE}"),)),
    "old_velocity": (OLD, ((PLAIN, f'next_w = w - {RATE} * config["velocity"]'),)),
    "forgotten": (FORGOTTEN, ((KEPT, "return next_w, config"),)),
    "no_friction": (NO_FRICTION, ((f"{RHO} * config", "config"),)),
    "average": (AVERAGE, ((" + dw", f" + (1 - {RHO}) * dw"),)),
    "on_gradient": (ON_GRADIENT, ((SUM, f'v = config["velocity"] + {RHO} * dw'),)),
    "rate_twice": (TWICE, ((" + dw", f" + {RATE} * dw"),)),
    "no_rate": ("The learning rate has no effect.", ((f"{RATE} * v", "v"),)),
    "brakes": (BRAKES, ((SUM, f'v = dw - {RHO} * config["velocity"]'),)),
    "nesterov": ("That is Nesterov's step.", ((PLAIN, AHEAD),)),
    "no_gradient": ("This gradient never reaches your velocity.", ((" + dw", ""),)),
    "hard_coded": (HARD_CODED, ((f"{RHO} * config", "0.9 * config"),)),
    "doubled": (DOUBLED, (("np.zeros_like(w)", "dw"),)),
    "begins_at_w": (
        "Your velocity begins at the weights.",
        (("np.zeros_like(w)", "w"),),
    ),
    "begins_at_one": ("Your velocity begins at 1 everywhere.", (("np.zeros_like(w)", "np.ones_like(w)"),)),
    "step_stored": (
        "What you keep is the step, and the rate with it: it counts again next time.",
        ((KEPT, f'return next_w, config | {{"velocity": {RATE} * v}}'),),
    ),
    "gradient_stored": (
        "You remember one gradient, not the sum.",
        ((KEPT, 'return next_w, config | {"velocity": dw}'),),
    ),
    "weights_remembered": (
        "The momentum pulls your weights themselves towards 0.",
        ((PLAIN, f"next_w = {RHO} * w - {RATE} * v"),),
    ),
    "exchanged": (
        "Learning rate and momentum have exchanged their places.",
        ((SUM, f'v = {RATE} * config["velocity"] + dw'), (PLAIN, f"next_w = w - {RHO} * v")),
    ),
}

NESTEROV: Table = {
    "uphill": (UPHILL, ((f"w - {RATE}", f"w + {RATE}"),)),
    "plain": ("That is plain momentum.", ((AHEAD, PLAIN),)),
    "forgotten": (FORGOTTEN, ((KEPT, "return next_w, config"),)),
    "undamped_ahead": (
        "In your step the velocity counts in full: the look ahead lacks its momentum.",
        ((f"(dw + {RHO} * v)", "(dw + v)"),),
    ),
    "no_gradient": ("Your step lacks the gradient itself.", ((f"(dw + {RHO} * v)", f"({RHO} * v)"),)),
    "too_far_ahead": (
        "You look two steps ahead.",
        ((f"(dw + {RHO} * v)", f"(dw + {RHO} ** 2 * v)"),),
    ),
    "velocity_twice": (
        "The velocity counts twice in your step.",
        ((f"(dw + {RHO} * v)", f"(v + {RHO} * v)"),),
    ),
    "looks_back": (
        "You look back instead of ahead: the velocity's part has the wrong sign.",
        ((f"(dw + {RHO} * v)", f"(dw - {RHO} * v)"),),
    ),
    "no_friction": (NO_FRICTION, ((f"{RHO} * config", "config"),)),
    "average": (AVERAGE, ((SUM, f'v = {RHO} * config["velocity"] + (1 - {RHO}) * dw'),)),
    "on_gradient": (ON_GRADIENT, ((SUM, f'v = config["velocity"] + {RHO} * dw'),)),
    "rate_twice": (TWICE, ((SUM, f'v = {RHO} * config["velocity"] + {RATE} * dw'),)),
    "brakes": (BRAKES, ((SUM, f'v = dw - {RHO} * config["velocity"]'),)),
    "hard_coded": (HARD_CODED, ((RHO, "0.9", 2),)),
    "doubled": (DOUBLED, (("np.zeros_like(w)", "dw"),)),
    "step_stored": (
        "What you keep is the whole step, not the velocity.",
        ((KEPT, f'return next_w, config | {{"velocity": dw + {RHO} * v}}'),),
    ),
    "sgd": ("That is plain descent: the momentum has no effect.", ((AHEAD, f"next_w = w - {RATE} * dw"),)),
}

TABLES = {"sgd": SGD, "sgd_momentum": MOMENTUM, "nesterov_momentum": NESTEROV}

MISCONCEPTIONS = tuple(
    Mistake(f"{function}:{name}", function, sentence, edits=edits)
    for function, table in TABLES.items()
    for name, (sentence, edits) in table.items()
)
