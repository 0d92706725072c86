"""The demonstration from end to end: what it says, and what it leaves to be opened."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.desk.desk import Desk

SAID = (
    # feeds
    "TRS_DEAL_20261120.txt 整份未入库",
    "记录被截断或版式不对",
    "主动超限(未经批准)USD 4,000,000.00,已入账",
    # reconciliation
    "结转 0 + 新增 7 − 结清 0 = 结存 7",
    # limits
    "未提交:有误 3 处",
    "只提交无误的行(--only-good):接受 1 项",
    "同一文件再次提交:没有任何变化",
    "本笔后可用 3,250.00 万美元,受限于国别限额(日本),风险管理部 李敏 8021",
    # evaluation, papers, trust, backup
    "示例乙 2025 年度评价已确认,信用等级 5",
    "会谈材料已写好(对外版)",
    "核验通过:审计链、余额与触发器均无异常",
    "请从原处重新复制,或改用另一份备份",
    "演练成功",
)
WORKBOOKS = {
    "对账_20261120_中文.xlsx",
    "对账_20261120_英文.xlsx",
    "对账_20261120_已处理_结果.xlsx",
    "评价_2025_中文.xlsx",
    "评价_2025_英文.xlsx",
    "评价_2025_已打分_结果.xlsx",
    "首页待办_20261123_中文.xlsx",
    "首页待办_20261123_英文.xlsx",
    "额度_20261123_中文.xlsx",
    "额度_20261123_英文.xlsx",
    "额度_20261123_已改_结果.xlsx",
    "额度_20261123_改正_结果.xlsx",
    "互惠年表_2026_中文.xlsx",
    "互惠年表_2026_英文.xlsx",
    "互惠年表_2026_已填_结果.xlsx",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demonstration") / "demo"


def test_the_demonstration_ends_well_and_says_what_happened(
    seat_without_house: Desk, folder: Path
) -> None:
    said = seat_without_house.call("--language", "zh", "demo", "--output", str(folder))
    assert said.code == 0, said.output[-3000:]
    for words in SAID:
        assert words in said.words
    assert "未如预期结束" not in said.words
    listed = {line.strip() for line in said.output.splitlines()}
    assert {str(path) for path in folder.glob("*_中文.xlsx")} <= listed


def test_it_leaves_what_it_promised(seat_without_house: Desk, folder: Path) -> None:
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    assert names >= WORKBOOKS
    assert {Path(name).suffix for name in names} >= {".xlsx", ".docx", ".pdf", ".zip", ".db"}
    assert not [name for name in names if name.endswith(".tmp")]
    refused = openpyxl.load_workbook(folder / "额度_20261123_已改_结果.xlsx", read_only=True)
    assert "检查结果" in refused.sheetnames
    (backup,) = (folder / "backup").glob("*.zip")
    with zipfile.ZipFile(backup) as package:
        assert package.testzip() is None


def test_the_house_that_it_leaves_is_a_house_like_any_other(
    seat_without_house: Desk, folder: Path
) -> None:
    desk = seat_without_house
    desk.database = folder / "fidesk_demo.db"
    assert desk.run("zhou_jie", "simulate", "slb", "placement", "5000万").code == 0
    assert desk.run("zhao_lei", "verify").code == 0
