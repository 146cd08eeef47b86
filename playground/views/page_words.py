"""The words of the page, in both languages. The page's scripts know them by these names."""

from __future__ import annotations

from playground.values.text import Text

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
    "by": Text("cancelled by {who}", "被 {who} 取消"),
    "on_path": Text("on the way that made the run this long", "在决定总时长的路径上"),
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
}
