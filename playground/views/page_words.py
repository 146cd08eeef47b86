"""The words of the page, in both languages. The page's scripts know them by these names."""

from __future__ import annotations

from playground.values.text import Text

from .moment import MOMENT_WORDS
from .row import CANCELLED_BY, PATH

__all__ = ["WORDS"]

WORDS = {
    "search": Text("Search: a name, a state, a lock …", "搜索：名字、状态、锁……"),
    "found": Text("{here} of {count}", "{here} / {count}"),
    "none": Text("nothing found", "没有找到"),
    "fit": Text("All", "全部"),
    "in": Text("Nearer", "放大"),
    "out": Text("Farther", "缩小"),
    "replay": Text("Step through", "一步步看"),
    "picture": Text("Back to the whole", "回到全图"),
    "colors": Text("Light or dark", "浅色或深色"),
    "help": Text("Keys", "按键"),
    "close": Text("Close", "关闭"),
    "lane": Text("A timeline of {count} lanes over {seconds}", "{count} 条时间线，共 {seconds}"),
    "choose": Text(
        "Point at a lane to see what it was doing; click to keep it.", "指向一条线看它在做什么；点击可固定。"
    ),
    "created": Text("created by {who}", "由 {who} 创建"),
    "at": Text("at {place}", "在 {place}"),
    "lived": Text("{begin} to {end}", "{begin} 到 {end}"),
    "for": Text("for {seconds}", "持续 {seconds}"),
    "until": Text("until {at}", "直到 {at}"),
    "by": CANCELLED_BY,
    "on_path": PATH,
    "waits_for": Text("{who} waits on {what}", "{who} 在等 {what}"),
    "held_by": Text("{what}, held by {who}", "{what}，由 {who} 持有"),
    "sleeps": Text("{who} sleeps until {at}", "{who} 睡到 {at}"),
    "is": Text("{who}: {state}", "{who}：{state}"),
    "ended": Text("{who}: {how} at {at}", "{who}：在 {at} {how}"),
    "not_yet": Text("{who} is not there yet", "{who} 还没有出现"),
    "round": Text("… and so round in a circle", "……如此转圈"),
    "more": Text("and {count} more", "还有 {count} 个"),
    "chain": Text("Who waits for whom", "谁在等谁"),
    "spent": Text("Spent", "用时"),
    "key_zoom": Text("nearer, farther (or the wheel)", "放大、缩小（或滚轮）"),
    "key_pan": Text("left, right (or drag)", "向左、向右（或拖动）"),
    "key_lane": Text("the lane above, below", "上一条、下一条"),
    "key_fit": Text("all of it", "显示全部"),
    "key_range": Text("with Shift, drag: only that stretch", "按住 Shift 拖动：只看那一段"),
    "key_search": Text("search; Enter: the next one found", "搜索；Enter：下一个"),
    "key_replay": Text("step through, and back to the whole", "一步步看，再按回到全图"),
    "key_step": Text("while stepping: one back, one on", "一步步看时：退一步、进一步"),
    "key_ends": Text("while stepping: to the beginning, the end", "一步步看时：到开头、到结尾"),
    "key_play": Text("while stepping: play, pause", "一步步看时：播放、暂停"),
    "key_escape": Text("let go of what was chosen", "取消选择"),
    # The replay: one waiter (the loop), many tables (the tasks).
    "moment": Text("moment {number} of {count} · {at}", "第 {number} / {count} 个时刻 · {at}"),
    "waiter": Text("the waiter: your event loop", "服务员：你的事件循环"),
    "tables": Text("One waiter, many tables", "一个服务员，许多桌子"),
    "queue": Text("Ready, waiting for the waiter:", "就绪，等服务员来："),
    "empty": Text("nobody", "没有"),
    "at_table": Text("at this table now", "正在这张桌子"),
    "between": Text("on the way to the next table", "正去下一张桌子"),
    "at_door": Text("at the door: no table needs anything yet", "在门口：还没有桌子需要什么"),
    "line": Text("up to this line", "运行到这一行"),
    "others": Text("{count} more tables: {states}", "另外 {count} 张桌子：{states}"),
    "first": Text("To the beginning", "到开头"),
    "back": Text("One back", "退一步"),
    "play": Text("Play", "播放"),
    "pause": Text("Pause", "暂停"),
    "on": Text("One on", "进一步"),
    "last": Text("To the end", "到结尾"),
}
WORDS |= {f"m_{name}": text for name, text in MOMENT_WORDS.items()}
