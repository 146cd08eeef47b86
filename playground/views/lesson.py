"""Exercises, hints, solutions and causes, as a learner sees them."""

from __future__ import annotations

import sys

from playground.course.model import Exercise
from playground.course.replies import AnswerShown, CauseShown, ExerciseShown, HintShown, SolutionShown
from playground.judge import explanation
from playground.values.text import Text
from playground.values.verdict import NotYet

from .glance import anything_ran, summary_line
from .look import Look
from .markdown import draw_code, draw_markdown, rule
from .ran import draw_foretold, draw_run
from .text import width, wrap
from .timeline import draw_timeline
from .two import draw_two
from .verdict import head
from .words import draw_words

__all__ = [
    "draw_answer",
    "draw_cause",
    "draw_exercise",
    "draw_hint",
    "draw_solution",
]

LESSON = Text("Lesson {number} · {title}", "第 {number} 课 · {title}")
OPTIONAL = Text("optional", "选做")
PASSED = Text("passed", "已通过")
TRIES = Text("{count} tries so far", "已试 {count} 次")
ONE_TRY = Text("1 try so far", "已试 1 次")
GIVEN = Text("given: it is there already", "已经给出")
PROGRAM = Text("the program", "程序")
START = Text("start from this", "从这里开始")
STEP = Text("Step {number} of {of}", "第 {number} 步，共 {of} 步")
SOLUTION = Text("a solution of {number}", "{number} 的参考答案")
JUDGED = Text("this would be judged", "将要评判的内容")
WRONG = Text("instead of", "不要写")
RIGHT = Text("write", "要写")
HINT = Text("Hint {number} of {of}:", "提示 {number}/{of}：")
HINT_OF_STEP = Text("Step {step}, hint {number} of {of}:", "第 {step} 步，提示 {number}/{of}：")
NOT_HERE = Text(
    "This exercise needs Python {python}; this is Python {this}. `lesson skip` goes on.",
    "这个练习需要 Python {python}，现在是 Python {this}。`lesson skip` 跳到下一个。",
)
NEXT = {
    "write": Text(
        "Type your answer at the prompt: it is judged as soon as it defines what is asked. "
        "`lesson hint` helps, `lesson check FILE` judges a file.",
        "在提示符下输入你的答案：一旦定义了所要求的内容，就会自动评判。"
        "`lesson hint` 给出提示，`lesson check FILE` 评判一个文件。",
    ),
    "prompt": Text(
        "Type it at the prompt, line by line: the exercise passes as soon as it is done. "
        "`lesson check` says what is missing, `lesson hint` helps.",
        "在提示符下一行一行输入：完成后立即通过。`lesson check` 说明还缺什么，`lesson hint` 给出提示。",
    ),
    "script": Text(
        "The answer is a program of its own, run in a process of its own: paste it whole, with the line that "
        "starts its loop, or write it to a file and type `lesson check FILE`. (The prompt itself refuses a "
        "second loop, and says so; the program is judged all the same.)",
        "答案是一个独立的程序，在自己的进程里运行：把它完整地粘贴进来，包括启动循环的那一行；"
        "或者写进文件，再输入 `lesson check FILE`。"
        "（提示符自己会拒绝第二个循环并说明原因，程序照样会被评判。）",
    ),
    "letters": Text("Answer with a letter: `lesson answer a`.", "用字母回答：`lesson answer a`。"),
    "value": Text(
        "Type the value behind `lesson answer`, as Python shows it; several with commas between.",
        "把值写在 `lesson answer` 后面，写法和 Python 显示的一样；有几个就用逗号隔开。",
    ),
    "predict": Text(
        "Answer with {forms}; for example `lesson answer {example}`.",
        "请回答：{forms}。例如 `lesson answer {example}`。",
    ),
}
FORMS = {
    "time": (Text("seconds", "秒数"), "2.5"),
    "order": (Text("the events in order", "按顺序写出事件"), "A+ B+ A- B-"),
    "returns": (Text("a Python value", "一个 Python 值"), "['A', 'B']"),
    "raises": (Text("the name of the error", "错误的名字"), "ValueError"),
    "output": (Text("what is printed", "打印的内容"), "hello"),
    "peak": (Text("how many at once", "同时有几个"), "3"),
}
BETWEEN = Text(", then ", "；")


def draw_exercise(shown: ExerciseShown, look: Look) -> str:
    """The exercise as it is asked: its text, the code it starts from, and what to type next."""
    exercise, lang = shown.exercise, look.lang
    blocks = []
    if shown.first:
        lesson = shown.lesson
        title = look.say(LESSON, number=lesson.number, title=lesson.title.say(lang))
        blocks += [look.paint("bold reverse", f" {title} "), draw_markdown(lesson.intro.say(lang), look)]
    blocks += [_title(shown, look), draw_markdown(exercise.text.say(lang), look)]
    if exercise.kind == "predict":
        blocks += _program(exercise, look)
    else:
        blocks += [_code(look.say(GIVEN), exercise.given, look), _code(look.say(START), exercise.start, look)]
    for number, step in enumerate(exercise.steps, 1):
        head_line = look.paint("bold", look.say(STEP, number=number, of=len(exercise.steps)))
        if shown.passed or number < _reached(shown):
            head_line += look.paint("green", f" {look.sign('✓')}")
        blocks.append(f"{head_line}\n{draw_markdown(step.text.say(lang), look)}")
    if isinstance(shown.last, NotYet) and not shown.passed:
        blocks.append(f"{head(shown.last, look)}\n{draw_words(shown.last.message, look, '  ')}")
    blocks.append(_what_next(shown, look))
    return "\n\n".join(block for block in blocks if block)


def _reached(shown: ExerciseShown) -> int:
    """The step of which the last verdict speaks: those before it are done."""
    return (shown.last.facts.step or 1) if isinstance(shown.last, NotYet) else 1


def _title(shown: ExerciseShown, look: Look) -> str:
    exercise = shown.exercise
    name = f"{exercise.number} {exercise.title.say(look.lang)}"
    about = []
    if exercise.optional:
        about.append(f"{look.sign('★')} {look.say(OPTIONAL)}")
    if shown.passed:
        about.append(f"{look.sign('✓')} {look.say(PASSED)}")
    elif shown.tries:
        about.append(look.say(ONE_TRY) if shown.tries == 1 else look.say(TRIES, count=shown.tries))
    about.append(exercise.id)
    said = f" {look.sign('·')} ".join(about)
    beside = width(look.sign(name)) + 3 + width(said) <= look.width
    title = "\n".join(look.paint("bold", line) for line in wrap(look.sign(name), look.width))
    return f"{title}{'   ' if beside else chr(10)}{look.paint('dim', said)}"


def _code(title: str, source: str, look: Look) -> str:
    """Code between two thin lines, from the left edge: it can be copied as it stands."""
    if not source.strip():
        return ""
    return f"{rule(look, title)}\n{draw_code(source, look)}\n{rule(look)}"


def _program(exercise: Exercise, look: Look) -> list[str]:
    blocks = [_code(look.say(PROGRAM), exercise.program, look)]
    if exercise.ask is not None:
        blocks.append(draw_markdown(exercise.ask.say(look.lang), look))
    if exercise.prediction and exercise.prediction.choices:
        letters = []
        for letter, words, _ in exercise.prediction.choices:
            inside = draw_markdown(words.say(look.lang), look.narrower(5)).replace("\n", "\n     ")
            letters.append(f"  {look.paint('bold', letter)}  {inside}")
        blocks.append("\n".join(letters))
    return blocks


def _what_next(shown: ExerciseShown, look: Look) -> str:
    exercise = shown.exercise
    if not shown.available:
        this = ".".join(map(str, sys.version_info[:2]))
        words = NOT_HERE.say(look.lang, python=exercise.python, this=this)
    elif exercise.kind != "predict" or exercise.prediction is None:
        words = NEXT["script" if exercise.script else exercise.kind].say(look.lang)
    elif exercise.prediction.choices:
        words = NEXT["letters"].say(look.lang)
    elif exercise.prediction.of == ("returns",):
        words = NEXT["value"].say(look.lang)
    else:
        forms = [FORMS[of] for of in exercise.prediction.of]
        said = BETWEEN.say(look.lang).join(form.say(look.lang) for form, _ in forms)
        example = "; ".join(example for _, example in forms)
        words = NEXT["predict"].say(look.lang, forms=said, example=example)
    return draw_words(words, look)


def draw_hint(shown: HintShown, look: Look) -> str:
    """``Hint 1 of 3:`` and the hint; of which step, where the exercise has steps."""
    words = HINT_OF_STEP if shown.step else HINT
    head_line = look.say(words, step=shown.step, number=shown.number, of=shown.of)
    return f"{look.paint('bold yellow', head_line)}\n{draw_markdown(shown.text.say(look.lang), look)}"


def draw_solution(shown: SolutionShown, look: Look) -> str:
    """The reference solution, and what it does: beside the learner's last try if there was one."""
    if shown.exercise.kind == "predict":
        lines = [_code(look.say(PROGRAM), shown.source, look), ""]
        lines += draw_foretold(shown.exercise, shown.answer, look)
        if shown.trace is not None:
            lines += draw_run(shown.trace, shown.output, look)
        return "\n".join(lines)
    title = look.say(SOLUTION, number=shown.exercise.number)
    blocks = [_code(title, shown.source, look)]
    traces = [trace for trace in (shown.trace, shown.mine) if trace is not None]
    if shown.exercise.script or not any(map(anything_ran, traces)):
        pass  # pictures of nothing
    elif shown.trace is not None and shown.mine is not None:
        blocks.append(draw_two(shown.mine, shown.trace, look))
    elif shown.trace is not None:
        blocks.append(f"{summary_line(shown.trace, look)}\n{draw_timeline(shown.trace, look)}")
    return "\n\n".join(block for block in blocks if block)


def draw_cause(shown: CauseShown, look: Look) -> str:
    """What a cause means, with code that has it and code that has not."""
    about = explanation(shown.cause, look.lang)
    return "\n\n".join(
        [
            f"{look.paint('bold', shown.cause)}  {about.title}",
            draw_words(about.text, look),
            _code(look.say(WRONG), about.wrong, look),
            _code(look.say(RIGHT), about.right, look),
        ]
    )


def draw_answer(shown: AnswerShown, look: Look) -> str:
    """Exactly what would be judged."""
    return _code(look.say(JUDGED), shown.source, look)
