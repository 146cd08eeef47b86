"""What a new lesson and a new exercise begin as. NAME is replaced by the id."""

from __future__ import annotations

__all__ = ["EXERCISES", "LESSON"]

LESSON = """\
# yaml-language-server: $schema=lesson.schema.json
id: NAME
title: {en: "TODO the lesson's title", zh: "TODO 这一课的标题"}
intro:
  en: |
    TODO What a learner will be able to do after this lesson, and a picture for it.
  zh: |
    TODO 学完这一课能做什么，再给一个形象的比喻。
outro:
  en: |
    TODO What they can do now, three lines to remember, what to try next.
  zh: |
    TODO 现在会做什么，记住哪三句话，接下来试什么。

exercises:

"""

WRITE = """\
- id: NAME
  kind: write                  # also: repair what stands in `start`
  title: {en: "TODO the exercise's title", zh: "TODO 练习的标题"}
  text:
    en: |
      TODO What is there, what to write, and what comes out for an example.
    zh: |
      TODO 已有什么，要写什么，举一个结果的例子。
  given: |                     # runs before the answer, here and at the prompt
    @job                       # a traced job: its runs are seen in the timeline
    async def fetch(name, delay):
        await asyncio.sleep(delay)
        return name.upper()
  start: |                     # must not pass
    async def main(delays):
        return [await fetch(name, delay) for name, delay in delays.items()]
  call: main(delays)
  cases:                       # several, with other results: a typed-in answer must not pass
    - delays: {a: 1, b: 2}
    - delays: {x: 3, y: 1, z: 2}
  expect: {returns: same, time: {at_most: same}}   # same: as the solution does
  hints:                       # each says more; the last may be the answer
    - {en: "TODO where to look", zh: "TODO 看哪里"}
    - {en: "TODO which tool", zh: "TODO 用什么工具"}
    - {en: "TODO the line itself", zh: "TODO 就是这一行"}
  solution: |
    async def main(delays):
        return await asyncio.gather(*[fetch(name, delay) for name, delay in delays.items()])
  right:                       # other good answers
    task-group: |
      async def main(delays):
          async with asyncio.TaskGroup() as group:
              tasks = [group.create_task(fetch(name, delay)) for name, delay in delays.items()]
          return [task.result() for task in tasks]
  wrong:                       # the mistakes that learners make, each with its cause
    one-by-one:
      gets: sequential
      code: |
        async def main(delays):
            return [await fetch(name, delay) for name, delay in delays.items()]
    not-awaited:
      gets: not-awaited
      code: |
        async def main(delays):
            return [fetch(name, delay) for name, delay in delays.items()]
"""

PREDICT = """\
- id: NAME
  kind: predict
  title: {en: "TODO the exercise's title", zh: "TODO 练习的标题"}
  text:
    en: |
      TODO What the program is about.
    zh: |
      TODO 这个程序是做什么的。
  ask: {en: "TODO How many seconds does `program()` take?", zh: "TODO `program()` 要几秒？"}
  given: |                     # the program; the right answer is computed by running it
    async def program():
        a = asyncio.create_task(work("A", 2))
        b = asyncio.create_task(work("B", 1))
        await a
        await b
  call: program()
  of: time                     # or order, returns, raises, output, peak; or a list of them
  wrong:
    sum:
      answer: 3
      say: {en: "TODO why it is not the sum", zh: "TODO 为什么不是总和"}
  hints:
    - {en: "TODO where to look", zh: "TODO 看哪里"}
    - {en: "TODO what to ask of that line", zh: "TODO 对那一行要问什么"}
    - {en: "TODO the answer, and why", zh: "TODO 答案和理由"}
"""

PROMPT = """\
- id: NAME
  kind: prompt
  title: {en: "TODO the exercise's title", zh: "TODO 练习的标题"}
  text:
    en: |
      TODO What to type, and what to look at.
    zh: |
      TODO 输入什么，看什么。
  expect: {returns: same, order: [A+, A-]}   # of the last line; order: of all of them
  hints:
    - {en: "TODO where to look", zh: "TODO 看哪里"}
    - {en: "TODO which word", zh: "TODO 用哪个词"}
    - {en: "TODO the line itself", zh: "TODO 就是这一行"}
  solution:
    - type: t = asyncio.create_task(work("A", 1))
    - wait: 2                  # seconds after the line before was typed
    - type: await t
  right:
    in-one-line:
      - type: await work("A", 1)
  wrong:
    no-await:
      gets: not-awaited
      code:
        - type: work("A", 1)
"""

EXERCISES = {"write": WRITE, "predict": PREDICT, "prompt": PROMPT}
