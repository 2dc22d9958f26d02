"""Text of students' made harmless."""

import pytest

from autograder.plain import one_line, plain, spreadsheet_text, student_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ordinary [bold] text", "ordinary [bold] text"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("two\nlines\ttab", "two\nlines tab"),
        ("\u202egnp.exe", "�gnp.exe"),
        ("\udcff", "�"),
        ("\x9b2J", "�2J"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_plain_text_controls_nothing(text, expected):
    assert plain(text) == expected


def test_one_line_is_one_line_and_bounded():
    assert one_line("  a\n\nb\r\nc ") == "a b c"
    assert len(one_line("x" * 10_000, 50)) == 50
    assert one_line("x" * 50, 50) == "x" * 50


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("ada", "ada"),
        ("Zoë Müller", "Zoë Müller"),
        ("Zoe\u0308", "Zoë"),
        ("..", "unnamed"),
        ("", "unnamed"),
        (".hidden", "hidden"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\\b:c", "a_b_c"),
        ("a\x00b\x1b", "a�b�"),
        ("trailing. ", "trailing"),
        ("Index", "Index_"),
    ],
)
def test_a_student_name_is_fit_for_a_file(raw, expected):
    assert student_name(raw) == expected


def test_a_long_name_is_clipped_by_bytes(tmp_path):
    name = student_name("é" * 500)
    assert len(name.encode()) <= 120
    (tmp_path / f"{name}.json").write_text("it can be written")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n@x"])
def test_a_spreadsheet_sees_no_formula(text):
    assert spreadsheet_text(text).startswith("'")


def test_ordinary_text_is_left_alone_in_a_spreadsheet():
    assert spreadsheet_text("Ada = Countess") == "Ada = Countess"


@pytest.mark.parametrize(
    "text", ["::error::x", "a ::set-output name=x::1", "##[error]x", "##vso[task.x]", "::Error file=a::b"]
)
def test_a_build_log_finds_no_command(text):
    assert "::" + text.strip(":#a ")[:3] not in plain(text)
    assert "##[" not in plain(text)
    assert "##vso" not in plain(text)


@pytest.mark.parametrize("text", ["x[::2, ::3]", "a[::-1]", "std::vector", "x: [1]"])
def test_code_is_shown_as_it_is(text):
    assert plain(text) == text
