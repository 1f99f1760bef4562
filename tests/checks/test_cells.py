"""A number of any size fits the 7 cells of its column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.checks.cells import number_in_cells


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (0.93, "0.93"),
        (12.345678, "12.35"),
        (1204, "1204"),
        (-1204.6, "-1205"),
        (99_999, "99999"),
        (123_456, "123k"),
        (1_250_000, "1.25M"),
        (-3.14e-7, "-3e-07"),
        (0.000123456, "0.00012"),
        (999.96, "1000"),
        (999_600, "1M"),
        (999_400, "999k"),
        (-2e300, "-2e+300"),
        (5e30, "5e+30"),
        (float("nan"), "?"),
        (float("inf"), "?"),
    ],
)
def test_a_number_is_said_as_people_say_it(value: float, said: str) -> None:
    assert number_in_cells(value) == said


@given(st.floats())
def test_every_number_fits_its_column(value: float) -> None:
    assert 0 < len(number_in_cells(value)) <= 7
