"""Chinese words that charts write themselves; the argument `words` of a chart replaces any of them."""

from collections.abc import Mapping

DEFAULT_WORDS = {
    "target": "目标值",
    "base": "基期",
    "lead": "提前{}年",  # {} stands for the number of years
    "size": "分母（人或户）",
    "good": "已达到",  # the roles of `style.ROLES`
    "near": "接近",
    "bad": "未达到",
    "relapsed": "回落",
    "partly": "部分达到",
    "ahead": "达到时间进度",
    "behind": "滞后",
    "grave": "红",
    "serious": "橙",
    "slight": "黄",
    "review": "评审",
    "open": "待办",
    "closed": "已办",
    "neutral": "不作判断",
    "unknown": "无数据",
    "reference": "仅供参考",
    "suppressed": "不予公布",
    "nothing": "没有可画的数",
    "beyond": "{}个点太远，在图外，缩放可见",  # {} stands for the number of points
    "save_png": "存为PNG",
    "save_svg": "存为SVG",
    "actions": "存图",
}


def chosen(words: Mapping[str, str] | None) -> dict[str, str]:
    """All words by key, those in `words` instead of the defaults.

    Parameters
    ----------
    words : mapping of str to str, or None
        Words to write instead, by key of `DEFAULT_WORDS`.

    Returns
    -------
    dict of str
        Every word that charts write, by key.

    Raises
    ------
    ValueError
        If `words` has a key that no chart writes.

    Examples
    --------
    >>> chosen({"base": "Base"})["base"]
    'Base'
    >>> chosen({"bse": "Base"})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: words: unknown 'bse'; expected some of 'target', 'base', ...
    """
    words = words or {}
    if unknown := [key for key in words if key not in DEFAULT_WORDS]:
        listed = [", ".join(map(repr, keys)) for keys in (unknown, DEFAULT_WORDS)]
        raise ValueError(f"words: unknown {listed[0]}; expected some of {listed[1]}")
    return {**DEFAULT_WORDS, **words}
