"""What was printed, where an exercise asks."""

from __future__ import annotations

from playground.values.expect import Same
from playground.values.plain import visible
from playground.values.text import Text

from .rule import Case, Finding, Meaning, Rule
from .words import Fact, close_name

__all__ = ["PrintedSomethingElse"]


class PrintedSomethingElse(Rule):
    """Looks at the lines printed: one that is asked for is missing, or comes too early. Others do no harm."""

    cause = "wrong-output"
    meaning = Meaning(
        title=Text("Other words were printed", "打印的内容不同"),
        text=Text(
            "A line that should be printed did not appear, or came before another that should stand above "
            "it. Each line that is asked for may be part of a longer one, and further lines may stand "
            "between.",
            "应该打印的某一行没有出现，或者出现在本该在它上面的那一行之前。"
            "要求的每一行可以只是更长一行的一部分，中间也可以有别的行。",
        ),
        wrong=Text('print(f"{len(done)} pending")'),
        right=Text('print(f"{len(pending)} pending")'),
    )

    def look(self, case: Case) -> Finding | None:
        asked = case.asked.expect.output
        if asked is None:
            return None
        wanted = tuple(filter(str.strip, case.ref.output.splitlines())) if isinstance(asked, Same) else asked
        lines = case.mine.output.splitlines()
        position = 0
        for line in wanted:
            found = next((i for i in range(position, len(lines)) if line.strip() in lines[i]), None)
            if found is None:
                return self._missing(case, line.strip(), lines, wanted)
            position = found + 1
        return None

    def _missing(self, case: Case, line: str, lines: list[str], wanted: tuple[str, ...]) -> Finding:
        facts: dict[str, Fact] = {"wanted": visible(line)}
        shown = [visible(each) for each in lines if each.strip()]
        if not shown:
            words = Text(
                "Nothing was printed, where `{wanted}` is asked.",
                "什么都没有打印，而要求打印 `{wanted}`。",
            )
        elif any(line in each for each in lines):
            words = Text(
                "`{wanted}` was printed before another line that should stand above it.",
                "`{wanted}` 打印得太早：它上面还应该有别的行。",
            )
        elif near := close_name(visible(line), shown):
            facts["near"] = near[:200]
            words = Text(
                "`{wanted}` was not printed; the line nearest to it is `{near}`.",
                "没有打印 `{wanted}`；最接近的一行是 `{near}`。",
            )
        else:
            facts["last"] = shown[-1][:200]
            words = Text(
                "`{wanted}` was not printed; the last line of yours is `{last}`.",
                "没有打印 `{wanted}`；你打印的最后一行是 `{last}`。",
            )
        if case.mine.output_cut:
            words = Text(
                words.en + " (There was so much output that its end was cut.)",
                words.zh + "（输出太多，后面的被截掉了。）",
            )
        expected = "\n".join(visible(each) for each in wanted)
        return Finding(words, facts, None, expected, "\n".join(shown)[:2000])
