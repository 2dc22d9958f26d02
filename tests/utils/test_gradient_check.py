"""The ruler itself is measured: against closed forms, and against gradients known to be wrong."""

import numpy as np
import pytest

from utils.gradient_check import check_gradient

# f, its gradient
CLOSED_FORMS = [
    pytest.param(lambda x: np.sum(x**2), lambda x: 2 * x, id="squares"),
    pytest.param(lambda x: np.sum(np.sin(x)), np.cos, id="sines"),
    pytest.param(lambda x: np.sum(np.exp(x)), np.exp, id="exponentials"),
    pytest.param(lambda x: np.prod(x), lambda x: np.prod(x) / x, id="product"),
    pytest.param(lambda x: 1e6 * np.sum(x**3), lambda x: 3e6 * x**2, id="large values"),
    pytest.param(lambda x: 1e-12 * np.sum(x**3), lambda x: 3e-12 * x**2, id="tiny values"),
    pytest.param(lambda x: np.sum(np.log(x)), lambda x: 1 / x, id="logarithms"),
    pytest.param(lambda x: 1e3 + np.sum(np.sin(x)), np.cos, id="beside a constant"),
    pytest.param(lambda x: np.sum(np.sin(1e4 * x)), lambda x: 1e4 * np.cos(1e4 * x), id="rapid waves"),
    pytest.param(lambda x: np.sum(np.sin(x + 1e6)), lambda x: np.cos(x + 1e6), id="waves far out"),
    pytest.param(
        lambda x: np.log(np.sum(np.exp(x))), lambda x: np.exp(x) / np.exp(x).sum(), id="log of a sum"
    ),
    pytest.param(lambda x: np.sum(np.abs(x - 0.3)), np.ones_like, id="absolute values"),
]
FLAT = [
    pytest.param(lambda x: 3.0, np.zeros_like, id="constant"),
    pytest.param(lambda x: x.flat[0], lambda x: np.eye(1, x.size).reshape(x.shape), id="one entry"),
    pytest.param(lambda x: np.sum((x - x.mean()) ** 2), lambda x: 2 * (x - x.mean()), id="about the mean"),
]


def at(g, index, value):
    """Return g with one entry, or one line of entries, replaced."""
    wrong = g.copy()
    wrong[index] = value
    return wrong


SLIPS = [
    pytest.param(lambda g: -g, id="sign"),
    pytest.param(lambda g: 2 * g, id="factor two"),
    pytest.param(lambda g: g / 2, id="half"),
    pytest.param(lambda g: g / 12, id="divided by the number of entries"),
    pytest.param(lambda g: 0 * g, id="zero"),
    pytest.param(lambda g: g + np.abs(g).max(), id="a constant more"),
    pytest.param(lambda g: g * (1 + 1e-5), id="one in a hundred thousand"),
    pytest.param(lambda g: at(g, (1, 1), 1.5 * g[1, 1]), id="one entry"),
    pytest.param(lambda g: at(g, (1, 1), -g[1, 1]), id="the sign of one entry"),
    pytest.param(lambda g: at(g, 2, 0.0), id="one row missing"),
    pytest.param(lambda g: at(g, np.s_[:, 0], 0.0), id="one column missing"),
    pytest.param(lambda g: g * np.arange(1, 4)[:, None], id="rows weighted"),
    pytest.param(lambda g: np.maximum(g, 0) - np.maximum(-g, 0) * 2 + (g > 0) * g, id="a term twice"),
    pytest.param(lambda g: at(g, (1, 0), np.nan), id="not a number"),
    pytest.param(lambda g: at(g, (1, 0), np.inf), id="infinite"),
    pytest.param(lambda g: np.full_like(g, np.nan), id="nothing but not a number"),
    pytest.param(lambda g: (g / np.abs(g).max()).astype(np.float16) * np.abs(g).max(), id="half precision"),
]


@pytest.fixture
def x():
    return np.random.default_rng(3).uniform(0.5, 2.0, size=(3, 4))


@pytest.mark.parametrize(("f", "gradient"), CLOSED_FORMS + FLAT)
def test_a_right_gradient_is_accepted(f, gradient, x):
    report = check_gradient(f, x, gradient(x))
    assert report.ok, str(report)
    assert "agrees" in str(report)
    assert report.kinks == ()


@pytest.mark.parametrize(("f", "gradient"), [row for row in CLOSED_FORMS if row.id != "absolute values"])
@pytest.mark.parametrize("slip", SLIPS)
def test_a_wrong_gradient_is_refused(f, gradient, slip, x):
    assert not check_gradient(f, x, slip(gradient(x))).ok


@pytest.mark.parametrize(
    ("f", "wrong"),
    [
        pytest.param(lambda x: 3.0, lambda x: np.full_like(x, 1e-6), id="slopes where there are none"),
        pytest.param(lambda x: np.sum(x**2) + np.sum(np.abs(x)), lambda x: 2 * x, id="a penalty missing"),
        pytest.param(lambda x: np.sum(x**2), lambda x: np.sum(2 * x) + 0 * x, id="summed over the entries"),
        pytest.param(lambda x: np.mean(x**2), lambda x: 2 * x, id="a mean taken for a sum"),
        pytest.param(lambda x: np.sum(np.sin(1e4 * x)), lambda x: np.cos(1e4 * x), id="the chain rule"),
    ],
)
def test_other_mistakes_are_refused(f, wrong, x):
    assert not check_gradient(f, x, wrong(x)).ok


@pytest.mark.parametrize("far", [1e-8, 1e-4, 1.0, 1e4, 1e8])
def test_the_step_suits_points_of_any_size(far, x):
    assert check_gradient(lambda x: np.sum(x**3), far * x, 3 * (far * x) ** 2).ok
    if far > 1e-8:  # there, slopes of 1e-16 are rounding
        assert not check_gradient(lambda x: np.sum(x**3), far * x, 2.999 * (far * x) ** 2).ok


# ---------------------------------------------------------------- shapes and kinds of x


@pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3), (2, 3, 4), (1, 2, 1, 3)])
def test_any_shape(shape):
    x = np.random.default_rng(5).normal(size=shape)
    right = check_gradient(lambda x: np.sum(np.sin(x)), x, np.cos(x))
    assert right.ok
    assert right.errors.shape == shape
    wrong = check_gradient(lambda x: np.sum(np.sin(x)), x, -np.cos(x))
    assert not wrong.ok
    assert len(wrong.index) == len(shape)


def test_a_single_number_is_called_the_only_entry():
    assert "the only entry: the gradient says 1" in str(check_gradient(lambda x: x**2, 3.0, 1.0))


@pytest.mark.parametrize(
    "view",
    [
        lambda x: x.T,
        lambda x: x[::-1],
        lambda x: x[:, ::2],
        np.asfortranarray,
        lambda x: x[None].repeat(2, 0),
    ],
    ids=["transposed", "reversed", "strided", "by columns", "repeated"],
)
def test_neither_the_layout_of_x_nor_of_the_gradient_matters(view, x):
    point, weights = view(x), np.arange(1.0, 1 + view(x).size).reshape(view(x).shape)

    def f(x):
        return np.sum(weights * x**2)

    assert check_gradient(f, point, 2 * weights * point).ok
    assert check_gradient(f, point, np.asfortranarray(2 * weights * point)).ok
    assert not check_gradient(f, point, at(2 * weights * point, (0, 1), 0.0)).ok


def test_single_precision_is_measured_in_double():
    seen = []

    def f(x):
        seen.append(x.dtype)
        return np.sum(x**2)

    x = np.array([0.1, 0.2], dtype=np.float32)
    assert check_gradient(f, x, 2 * x).ok
    assert set(seen) == {np.dtype(np.float64)}


def test_a_gradient_in_single_precision_is_right_to_its_own_precision(x):
    assert check_gradient(lambda x: np.sum(x**2), x, (2 * x).astype(np.float32)).ok
    noisy = 2 * x * (1 + 1e-5 * np.random.default_rng(0).normal(size=x.shape))
    report = check_gradient(lambda x: np.sum(x**2), x, noisy)
    assert not report.ok
    assert "32 bits" in report.hint


def test_neither_the_point_nor_what_f_does_to_it_matters(x):
    def vandal(x):
        total = np.sum(x**2)
        x[...] = 0
        return total

    before = x.copy()
    assert check_gradient(vandal, x, 2 * x).ok
    assert not check_gradient(vandal, x, 3 * x).ok
    np.testing.assert_array_equal(x, before)


def test_what_f_keeps_does_not_change_under_it(x):
    kept = []

    def hoarder(x):
        kept.append((x, x.copy()))
        return np.sum(x**2)

    check_gradient(hoarder, x, 2 * x)
    for mine, copy in kept:
        np.testing.assert_array_equal(mine, copy)


@pytest.mark.parametrize("wrap", [lambda v: v, np.array, lambda v: np.array([v]), lambda v: np.array([[v]])])
def test_one_number_in_any_wrapping_will_do(wrap, x):
    assert check_gradient(lambda x: wrap(np.sum(x**2)), x, 2 * x).ok


# ---------------------------------------------------------------- what is said


@pytest.mark.parametrize("index", [(0, 0), (1, 2), (2, 3)])
def test_the_worst_entry_is_named(index, x):
    gradient = 2 * x * (1 + 1e-4)
    gradient[index] *= 1.5
    report = check_gradient(lambda x: np.sum(x**2), x, gradient)
    assert report.index == index
    assert report.analytic == pytest.approx(gradient[index])
    assert report.numeric == pytest.approx(2 * x[index])
    assert f"entry [{index[0]}, {index[1]}]" in str(report)


SQUARE = np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 4.0], [2.0, -3.0, 0.7]])


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        (lambda g: -g, "sign is flipped"),
        (lambda g: 2 * g, "2 times what it should be"),
        (lambda g: g / 3, "0.3333 times"),
        (lambda g: 0 * g, "zero everywhere"),
        (lambda g: g.T, "transposed"),
        (lambda g: at(g, (2, 0), 9.0), "Every other entry is right"),
        (lambda g: at(g, 1, 9.0), "Only row 1"),
        (lambda g: at(g, np.s_[:, 2], 9.0), "Only column 2"),
        (lambda g: at(g, (0, 1), np.nan), "not finite"),
        (lambda g: g + np.arange(9).reshape(3, 3), "(relative error"),
    ],
)
def test_what_the_errors_have_in_common_is_named(slip, words):
    report = check_gradient(lambda x: np.sum(x**2), SQUARE, slip(2 * SQUARE))
    assert not report.ok
    assert words in str(report)


def test_a_function_that_does_not_use_its_argument(x):
    assert "does it use its argument" in str(check_gradient(lambda _: 3.0, x, 2 * x))


def test_errors_hold_every_entry(x):
    report = check_gradient(lambda x: np.sum(x**2), x, at(2 * x, (0, 1), 4 * x[0, 1]))
    assert report.errors[0, 1] == report.error == pytest.approx(1 / 3)
    assert (report.errors > 1e-6).sum() == 1


def test_the_heat_map_is_drawn_on_request(x, figures):
    report = check_gradient(
        lambda x: np.sum(np.abs(x)), at(x, (0, 0), 0.0), at(np.ones((3, 4)), (2, 1), -1.0)
    )
    assert figures.get_fignums() == []
    report.show()
    assert len(figures.get_fignums()) == 1
    figures.gcf().canvas.draw()


# ---------------------------------------------------------------- corners and jumps


@pytest.mark.parametrize("claim", [-1.0, 0.0, 0.5, 1.0, 7.0])
def test_a_corner_is_reported_and_not_failed(claim):
    report = check_gradient(lambda x: np.sum(np.abs(x)), [1.0, 0.0, -2.0], [1.0, claim, -1.0])
    assert report.ok
    assert report.kinks == ((1,),)
    assert np.isnan(report.errors[1])
    assert "Not judged: entry [1] is at a corner" in str(report)


def test_a_corner_excuses_only_itself():
    report = check_gradient(lambda x: np.sum(np.abs(x)), [1.0, 0.0, -2.0], [1.0, 0.0, 1.0])
    assert not report.ok
    assert report.index == (2,)
    assert report.kinks == ((1,),)
    assert "corner" in str(report)


def test_where_nothing_can_be_judged_nothing_is_approved():
    report = check_gradient(lambda x: np.sum(np.maximum(x, 0)), np.zeros(5), np.zeros(5))
    assert not report.ok
    assert str(report).startswith(
        "Nothing could be judged. Not judged: entry [0], entry [1], entry [2] and 2 more"
    )


@pytest.mark.parametrize("distance", [1e-7, 1e-6, 5e-6, 1e-5, 1e-4, -1e-6, -1e-4])
def test_beside_a_corner_the_near_side_is_measured(distance):
    side = np.sign(distance)
    assert check_gradient(lambda x: np.sum(np.abs(x)), [distance, 1.0], [side, 1.0]).ok
    report = check_gradient(lambda x: np.sum(np.abs(x)), [distance, 1.0], [-side, 1.0])
    assert not report.ok
    assert report.kinks == ()


@pytest.mark.parametrize(
    ("f", "slope"),
    [(lambda x: np.sum(x**2), 0.0), (lambda x: np.sum(np.cosh(x)), 0.0), (lambda x: np.sum(x**4 - x), -1.0)],
)
def test_a_smooth_valley_is_no_corner(f, slope):
    report = check_gradient(f, np.zeros(3), np.full(3, slope))
    assert report.ok
    assert report.kinks == ()
    assert not check_gradient(f, np.zeros(3), np.full(3, slope + 1e-3)).ok


@pytest.mark.parametrize("f", [lambda x: np.sign(x).sum() + x.sum(), lambda x: np.sum(x >= 0) + x.sum()])
def test_a_jump_is_no_corner(f):
    report = check_gradient(f, [0.0, 1.0], [1.0, 1.0])
    assert not report.ok
    assert "no slope there" in str(report)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    "point", [np.array([1, 2]), [1, 2], np.array([True]), np.array([1j]), np.array(["a"]), np.array([None])]
)
def test_what_is_not_floating_point_is_refused(point):
    with pytest.raises(TypeError, match="x must hold floating point"):
        check_gradient(lambda x: 0.0, point, np.zeros(np.shape(point)))
    with pytest.raises(TypeError, match="gradient must hold floating point"):
        check_gradient(lambda x: 0.0, np.zeros(np.shape(point)), point)


@pytest.mark.parametrize("shape", [(4, 3), (12,), (3, 4, 1), (3,), ()])
def test_shapes_must_agree(shape, x):
    with pytest.raises(ValueError, match=r"expected \(3, 4\), got"):
        check_gradient(np.sum, x, np.ones(shape))


def test_an_empty_point_is_refused():
    with pytest.raises(ValueError, match="empty"):
        check_gradient(np.sum, np.zeros(0), np.zeros(0))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match="no slope to measure"):
        check_gradient(lambda x: value, [1.0], [0.0])
    with pytest.raises(ValueError, match="x is not finite"):
        check_gradient(np.sum, [value], [0.0])


def test_the_edge_of_a_domain_is_refused_and_its_neighbourhood_is_not():
    with pytest.raises(ValueError, match=r"not finite beside x \(entry \[1\]\)"):
        check_gradient(lambda x: np.sum(np.sqrt(x)), [1.0, 0.0], [0.5, 0.0])
    assert check_gradient(lambda x: np.sum(np.log(x)), [1e-6, 1.0], [1e6, 1.0]).ok
    assert not check_gradient(lambda x: np.sum(np.log(x)), [1e-6, 1.0], [1.0001e6, 1.0]).ok


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x: None, "Is the `return` missing"),
        (lambda x: (np.sum(x), x), "the loss alone"),
        (lambda x: x, r"an array of shape \(2,\)"),
        (lambda x: np.zeros(0), r"an array of shape \(0,\)"),
        (lambda x: np.sum(x) * 1j, "one real number, got complex128"),
        (lambda x: "3.0", "one real number"),
        (lambda x: np.sum(x.astype(np.float32)), "f computes in float32"),
        (lambda x: float(np.sum(x.astype(np.float32) ** 2)), "f computes in 32 bits"),
    ],
)
def test_f_must_return_one_number_of_64_bits(f, words):
    with pytest.raises(TypeError, match=words):
        check_gradient(f, [1.1, 2.3], [2.2, 4.6])


def test_a_random_f_is_refused(x):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="two answers"):
        check_gradient(lambda x: np.sum(x) + rng.normal(), x, np.ones_like(x))


@pytest.mark.parametrize("factor", [0, 1, 2])
def test_a_gradient_that_drowns_in_rounding_is_neither_right_nor_wrong(factor, x):
    with pytest.raises(ValueError, match="large constant"):
        check_gradient(lambda x: 1e13 + np.sum(x**2), x, factor * 2 * x)
