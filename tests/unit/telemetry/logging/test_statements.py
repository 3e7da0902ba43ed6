"""SQL without the values in it."""

from __future__ import annotations

import pytest

from taskcenter_monitor.telemetry.logging.statements import without_literals


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("SELECT 1", "SELECT ?"),
        ("a = 'x' AND b = 'it''s'", "a = ? AND b = ?"),
        ("a = 'x", "a = ?"),
        ("a = -1.5e-3 AND b = 0xFF AND c = .5", "a = ? AND b = ? AND c = ?"),
        ("id IN (1, 2,3)", "id IN (?)"),
        ("id IN (?, ?)", "id IN (?)"),
        ("a = $1 AND b = :2 AND c = %s AND d = @3", "a = $1 AND b = :2 AND c = %s AND d = @3"),
        ("FROM t1 JOIN a_2 ON t1.x3 = a_2.y", "FROM t1 JOIN a_2 ON t1.x3 = a_2.y"),
        ('SELECT "col 1" FROM "t"', 'SELECT "col ?" FROM "t"'),
        ("a = E'x\\'y' AND b = 'z'", "a = ? AND b = ?"),
        ("a = '\\' AND b = 'secret'", "a = ? AND b = ?"),
        ("a = $$it's$$ AND b = $q$x $$ y$q$", "a = ? AND b = ?"),
        ("a = N'文本'", "a = N?"),
        ("", ""),
    ],
)
def test_literals_become_marks(statement: str, shown: str) -> None:
    assert without_literals(statement, "postgresql") == shown


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ('a = "x" AND b = "say ""hi"""', "a = ? AND b = ?"),
        ("a = 'x\\'y' AND b = 'z'", "a = ? AND b = ?"),
        ("SELECT `c1` FROM `t`", "SELECT `c1` FROM `t`"),
    ],
)
def test_mysql_has_quotes_of_both_kinds_and_a_backslash_hides_one(
    statement: str, shown: str
) -> None:
    assert without_literals(statement, "mysql") == shown


def test_a_long_statement_is_cut() -> None:
    shown = without_literals("SELECT a" + ", b" * 10_000 + " WHERE c = 'secret'", "sqlite")

    assert len(shown) == 4096
