"""Wrong Adam and AdamW that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

RATE = 'config["learning_rate"]'
EPSILON = 'config["epsilon"]'
M = 'm = beta1 * config["m"] + (1 - beta1) * dw'
V = 'v = beta2 * config["v"] + (1 - beta2) * dw**2'
M_HAT, V_HAT = "m_hat = m / (1 - beta1**t)", "v_hat = v / (1 - beta2**t)"
CLOCK = 't = config["t"] + 1'
STATE = '{"m": m, "v": v, "t": t}'
ROOT = f"(np.sqrt(v_hat) + {EPSILON})"

# Both functions hold these lines.
COMMON: Table = {
    "late_clock": (
        "The first correction divides by zero: your clock still stands at 0.",
        ((CLOCK, 't = config["t"]'), ('"t": t}', '"t": t + 1}')),
    ),
    "early_clock": (
        "Your clock starts one step ahead.",
        (('"t": 0}', '"t": 1}'),),
    ),
    "no_power": (
        "Correction never fades: it does not depend on the step.",
        ((M_HAT, "m_hat = m / (1 - beta1)"), (V_HAT, "v_hat = v / (1 - beta2)")),
    ),
    "power_outside": (
        "The power stands outside the bracket in your corrections.",
        ((M_HAT, "m_hat = m / (1 - beta1) ** t"), (V_HAT, "v_hat = v / (1 - beta2) ** t")),
    ),
    "uncorrected": ("Neither average is corrected.", ((M_HAT, "m_hat = m"), (V_HAT, "v_hat = v"))),
    "only_first": ("The second moment is not corrected.", ((V_HAT, "v_hat = v"),)),
    "only_second": ("The first moment is not corrected.", ((M_HAT, "m_hat = m"),)),
    "multiplied": (
        "Your correction makes the averages smaller: they are too small already.",
        ((M_HAT, "m_hat = m * (1 - beta1**t)"), (V_HAT, "v_hat = v * (1 - beta2**t)")),
    ),
    "betas_exchanged": (
        "The two betas have exchanged their places.",
        (
            (
                'beta1, beta2 = config["beta1"], config["beta2"]',
                'beta2, beta1 = config["beta1"], config["beta2"]',
            ),
        ),
    ),
    "corrections_exchanged": (
        "Each average is corrected with the other's beta.",
        ((M_HAT, "m_hat = m / (1 - beta2**t)"), (V_HAT, "v_hat = v / (1 - beta1**t)")),
    ),
    "corrected_stored": (
        "State is corrected twice: you hand on the corrected averages.",
        ((STATE, '{"m": m_hat, "v": v_hat, "t": t}'),),
    ),
    "epsilon_inside": (
        "Your epsilon is inside the root: that differs only for tiny gradients.",
        ((ROOT, f"np.sqrt(v_hat + {EPSILON})"),),
    ),
    "epsilon_before": (
        "You add epsilon before the correction, which then scales it, too.",
        ((ROOT, f"((np.sqrt(v) + {EPSILON}) / np.sqrt(1 - beta2**t))"),),
    ),
    "no_epsilon": (
        "Nothing keeps your division from failing where no gradient has come yet.",
        ((ROOT, "np.sqrt(v_hat)"),),
    ),
    "no_root": (
        "You divide by the squares themselves: the root is missing.",
        ((ROOT, f"(v_hat + {EPSILON})"),),
    ),
    "rmsprop": (
        "Your step is along the gradient itself: the first moment has no effect.",
        (("m_hat / (np", "dw / (np"),),
    ),
    "old_first": (
        "One step behind: you move along the first moment from before this gradient.",
        ((M_HAT, 'm_hat = config["m"] / (1 - beta1**t)'),),
    ),
    "old_second": (
        "One step behind: you divide by the second moment from before this gradient.",
        ((V_HAT, 'v_hat = config["v"] / (1 - beta2**t)'),),
    ),
    "first_forgotten": ("Your first moment is not handed on.", ((STATE, '{"v": v, "t": t}'),)),
    "second_forgotten": ("Your second moment is not handed on.", ((STATE, '{"m": m, "t": t}'),)),
    "square_of_average": (
        "Your second moment is made of the averaged gradient, not of the gradient.",
        ((V, V.replace("dw**2", "m**2")),),
    ),
    "unsquared": (
        "Your second moment is made of sizes, not of squares.",
        ((V, V.replace("dw**2", "np.abs(dw)")),),
    ),
    "first_sums": ("Your first moment is a sum, not an average.", ((M, 'm = beta1 * config["m"] + dw'),)),
    "second_sums": (
        "Your second moment is a sum, not an average.",
        ((V, 'v = beta2 * config["v"] + dw**2'),),
    ),
    "same_beta": (
        "Both of your moments fade alike.",
        (("beta2 = config", "_ = config"), ("    t = ", "    beta2 = beta1\n    t = ")),
    ),
    "weight_squared": (
        "The weight of the new square is squared with it.",
        (("(1 - beta2) * dw**2", "((1 - beta2) * dw) ** 2"),),
    ),
}

ADAM: Table = {
    "uphill": ("Every step goes uphill.", ((f"w - {RATE}", f"w + {RATE}"),)),
    "no_rate": ("The learning rate has no effect.", ((f"{RATE} * m_hat", "m_hat"),)),
    "amsgrad": (
        "Your second moment never falls: that is another optimizer, AMSGrad.",
        (
            ("    next_w", '    v_hat = np.maximum(v_hat, config.get("top", 0.0))\n    next_w'),
            (STATE, '{"m": m, "v": v, "t": t, "top": v_hat}'),
        ),
    ),
}

DECAY = ' + config["weight_decay"] * w)'
STEP = f"next_w = w - {RATE} * (direction"
ADAMW: Table = {
    "coupled": (
        "The adaptive rate rescaled the decay: it went through the gradient.",
        (("    m =", '    dw = dw + config["weight_decay"] * w\n    m ='), (DECAY, ")")),
    ),
    "coupled_twice": (
        "The decay is in your gradient and in your step.",
        (("    m =", '    dw = dw + config["weight_decay"] * w\n    m ='),),
    ),
    "plain_adam": ("Nothing decays: that is Adam.", ((DECAY, ")"),)),
    "without_rate": (
        "Your decay ignores the learning rate.",
        ((f"{STEP}{DECAY}", f'next_w = w - {RATE} * direction - config["weight_decay"] * w'),),
    ),
    "new_weights": (
        "You decay the weights after the step; the decay is of those before it.",
        (
            (
                f"{STEP}{DECAY}",
                f'next_w = (w - {RATE} * direction) * (1 - {RATE} * config["weight_decay"])',
            ),
        ),
    ),
    "twice": ("Your decay is twice as strong.", ((DECAY, ' + 2 * config["weight_decay"] * w)'),)),
    "half": ("Your decay is half as strong.", ((DECAY, ' + 0.5 * config["weight_decay"] * w)'),)),
    "grows": ("Your weights grow where they should decay.", ((DECAY, ' - config["weight_decay"] * w)'),)),
    "sign": (
        "Your decay takes the same from large and small weights.",
        ((DECAY, ' + config["weight_decay"] * np.sign(w))'),),
    ),
    "of_gradient": ("What decays in yours is the gradient.", ((DECAY, ' + config["weight_decay"] * dw)'),)),
    "hard_coded": ("The weight decay in config has no effect.", ((DECAY, " + 0.01 * w)"),)),
    "rate_twice": (
        "The learning rate counts twice in your decay.",
        ((DECAY, f' + {RATE} * config["weight_decay"] * w)'),),
    ),
    "uphill": (
        "Every step goes uphill; only the decay is right.",
        ((f"{STEP} +", f"{STEP.replace('(', '(-')} +"),),
    ),
    "all_uphill": ("Every step goes uphill.", ((f"w - {RATE}", f"w + {RATE}"),)),
}

# What people who write AdamW from scratch get wrong of Adam; whoever calls a wrong `adam` loses it there.
AGAIN = [
    "late_clock",
    "early_clock",
    "no_power",
    "uncorrected",
    "only_first",
    "only_second",
    "corrected_stored",
    "epsilon_inside",
    "no_epsilon",
    "betas_exchanged",
    "rmsprop",
    "first_forgotten",
    "second_forgotten",
]
TABLES = {"adam": {**ADAM, **COMMON}, "adamw": {**ADAMW, **{name: COMMON[name] for name in AGAIN}}}

MISCONCEPTIONS = tuple(
    Mistake(f"{function}:{name}", function, sentence, edits=edits)
    for function, table in TABLES.items()
    for name, (sentence, edits) in table.items()
)
