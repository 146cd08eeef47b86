"""What the lesson commands say, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playground.values.text import Text

NO_EXERCISE_OPEN = Text(
    "No exercise is open. `lesson next` opens the next one; `lesson list` shows the course.",
    "还没有打开练习。`lesson next` 打开下一个练习，`lesson list` 显示整个课程。",
)
NO_LESSONS = Text("This course has no lessons that can be read.", "这个课程里没有可以读取的课。")
AT_THE_BEGINNING = Text("This is the first exercise of the course.", "这已经是课程的第一个练习。")
AT_THE_END = Text("This is the last exercise of the course.", "这已经是课程的最后一个练习。")
GOTO_WHERE = Text(
    "Where to? Name an exercise by its id or number: `lesson goto 3.9`.",
    "去哪里？请写练习的 id 或编号：`lesson goto 3.9`。",
)
PREDICT_WITH_ANSWER = Text(
    "This exercise asks for a prediction: type `lesson answer` and your prediction after it.",
    "这个练习要的是预测：请输入 `lesson answer`，后面写上你的预测。",
)
NOTHING_TO_CHECK = Text(
    "There is no answer yet: type it at the prompt, or name a file: `lesson check FILE`.",
    "还没有答案：请在提示符下输入，或者给出文件：`lesson check FILE`。",
)
ANSWER_WHAT = Text(
    "Type your prediction after it: `lesson answer 3`, `lesson answer b`, `lesson answer A+ B+ A- B-`.",
    "请在后面写上你的预测：`lesson answer 3`、`lesson answer b`、`lesson answer A+ B+ A- B-`。",
)
NOT_PREDICTED = Text(
    "This exercise asks for code, not for a prediction: type it at the prompt, or `lesson check FILE`. "
    "`lesson answer` alone shows what would be judged.",
    "这个练习要的是代码，不是预测：请在提示符下输入，或者用 `lesson check FILE`。"
    "单独输入 `lesson answer` 会显示将要评判的内容。",
)
NO_ANSWER_YET = Text(
    "There is nothing to judge yet: define what the exercise asks for.",
    "还没有可以评判的内容：请先定义练习要求的东西。",
)
NO_HINTS = Text("This exercise has no hints: it asks for nothing new.", "这个练习没有提示：它没有新内容。")
SAVE_WHERE = Text("Name a file: `lesson save answer.yaml`.", "请给出文件名：`lesson save answer.yaml`。")
NOTHING_TO_SAVE = Text("Nothing was typed since the exercise began.", "练习开始以来还没有输入任何内容。")
AUTO_ON = Text(
    "Answers are judged as you type. `lesson auto off` waits for `lesson check`.",
    "输入时自动评判。`lesson auto off` 改为等你输入 `lesson check`。",
)
AUTO_OFF = Text(
    "Answers are judged when you type `lesson check`. `lesson auto on` judges as you type.",
    "只在输入 `lesson check` 时评判。`lesson auto on` 改为边输入边评判。",
)
NOTHING_TO_REVIEW = Text(
    "Nothing to review: nothing so far took a second try or a hint.",
    "没有需要复习的：到现在为止，没有哪个练习需要第二次尝试或提示。",
)


def no_command(word: str, known: Sequence[str]) -> Text:
    return Text(
        f"There is no `lesson {word}`.{near(word, known).en} There are: {', '.join(known)}.",
        f"没有 `lesson {word}` 这个命令。{near(word, known).zh}可用的有：{'、'.join(known)}。",
    )


def no_exercise(name: str, known: Sequence[str]) -> Text:
    return Text(
        f"There is no exercise {name!r}.{near(name, known).en} `lesson list` shows all.",
        f"没有练习 {name!r}。{near(name, known).zh}`lesson list` 显示全部。",
    )


def no_cause(name: str, known: Sequence[str]) -> Text:
    if not name:
        return Text(
            f"Which cause? There are: {', '.join(known)}.", f"哪一个原因？可用的有：{'、'.join(known)}。"
        )
    return Text(
        f"There is no cause {name!r}.{near(name, known).en} There are: {', '.join(known)}.",
        f"没有原因 {name!r}。{near(name, known).zh}可用的有：{'、'.join(known)}。",
    )


def on_or_off(word: str) -> Text:
    return Text(
        f"`lesson auto` is on or off, not {word!r}.", f"`lesson auto` 后面是 on 或 off，不是 {word!r}。"
    )


def saved(path: Path, cells: int) -> Text:
    one = "cell" if cells == 1 else "cells"
    return Text(f"{cells} {one} saved in {path}.", f"已把 {cells} 个单元（cell）保存到 {path}。")


def near(word: str, known: Sequence[str]) -> Text:
    """The end of a sentence that refuses a word: the nearest one that is known, if one is near."""
    from difflib import get_close_matches  # late: most words are right

    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return Text(f" Did you mean {close[0]!r}?", f"是不是想写 {close[0]!r}？") if close else Text("")
