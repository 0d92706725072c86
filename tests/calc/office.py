"""Drive one private LibreOffice Calc: open workbooks, read, edit, save, print, look.

    with Office() as office, office.open(path) as book:
        book.write("Limits", "C3", 250)
        assert book.value("Limits", "D3") == 500
        book.save(copy)

The office has a profile of its own, dies with the process that started it, and is killed when it
doesn't answer in time, for UNO itself knows no time-outs. Only the process started here is
signalled. What isn't wrapped is within reach (`Book.document`, `Office.service`): do such work
`with office.patience():`, so that it is watched too and its errors are ordinary ones. Each object
fetched over the pipe costs about 2 ms: read and write blocks, not cells.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Self

DEBIAN_MODULES = "/usr/lib/python3/dist-packages"  # where python3-uno is; built for one Python only
RESTART = 81  # exit code of the first start on a fresh profile: "start me again"
FIRST_DAY = date(1899, 12, 30)  # day 0 of a sheet's serial numbers

PROFILE = {
    "Calc/Formula/Load": {"OOXMLRecalcMode": "0"},  # always: no cached value is believed
    "Common/Misc": {"FirstRun": "false", "UseLocking": "false"},
    "Common/Save/Document": {"AutoSave": "false"},
    "Recovery/RecoveryInfo": {"Crashed": "false", "Enabled": "false"},
}


class OfficeError(RuntimeError):
    """The office refused, ended, or didn't answer in time."""


@dataclass(frozen=True)
class CellError:
    """An error that stands in a cell, as it is shown: `#N/A`, `#DIV/0!`, `Err:502`."""

    text: str


# A number (dates are serial numbers, TRUE is 1), a text ("" when blank), or an error.
CellValue = float | str | CellError
Input = float | str | date | None


def missing() -> str | None:
    """Return why no office can be driven here, or None when it can."""
    for program, package in {"soffice": "LibreOffice Calc", "setpriv": "util-linux"}.items():
        if shutil.which(program) is None:
            return f"{package} is not installed"
    try:
        _load_uno()
    except ImportError as error:
        return f"this Python cannot import uno, the bridge to LibreOffice: {error}"
    return None


def _load_uno() -> ModuleType:
    """Import uno from Debian's folder, which is searched last and only for this one import."""
    sys.path.append(DEBIAN_MODULES)
    try:
        return importlib.import_module("uno")
    finally:
        sys.path.remove(DEBIAN_MODULES)


class Office:
    """One running soffice.bin; `open` starts it again if it was killed."""

    def __init__(
        self, *, patience_seconds: float = 60, environment: Mapping[str, str] | None = None
    ) -> None:
        self.patience_seconds = patience_seconds
        self._environment = {**os.environ, "SAL_USE_VCLPLUGIN": "svp", **(environment or {})}
        self._uno = _load_uno()
        self.exception: type[BaseException] = self._uno.getClass("com.sun.star.uno.Exception")
        self._profile = Path(tempfile.mkdtemp(prefix="fidesk-office-"))
        _write_profile(self._profile)
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # --- what tests call -----------------------------------------------------------------------

    def open(self, path: Path, **load_properties: object) -> Book:
        """Open a workbook without a window; `load_properties` as in UNO's MediaDescriptor."""
        if not self.running:
            self._start()
        url = path.resolve().as_uri()
        with self.patience():
            document = self.desktop.loadComponentFromURL(
                url, "_blank", 0, self.properties(Hidden=True, **load_properties)
            )
        if document is None:
            raise OfficeError(f"{path.name} is not a file that Calc opens")
        return Book(self, document)

    def render(
        self, path: Path, output_folder: Path, dpi: int = 80, sheet: str | None = None
    ) -> list[Path]:
        """Return a PNG of each page that `path`, or one `sheet` of it, prints, in order."""
        pdf = output_folder / f"{path.stem}.pdf"
        with self.open(path) as book:
            book.export_pdf(pdf, sheet)
        stem = output_folder / path.stem
        subprocess.run(
            ["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(stem)],
            check=True,
            timeout=self.patience_seconds,
        )
        return sorted(output_folder.glob(f"{path.stem}-*.png"))

    def service(self, name: str, *arguments: object) -> Any:
        """Return a new UNO service of the running office, by its full name."""
        manager = self.context.ServiceManager
        if arguments:
            return manager.createInstanceWithArgumentsAndContext(name, arguments, self.context)
        return manager.createInstanceWithContext(name, self.context)

    def properties(self, **values: object) -> tuple[Any, ...]:
        """Return UNO PropertyValues of these names."""
        kind = "com.sun.star.beans.PropertyValue"
        properties = []
        for name, value in values.items():
            one = self._uno.createUnoStruct(kind)
            one.Name, one.Value = name, value
            properties.append(one)
        return tuple(properties)

    def property_sequence(self, **values: object) -> Any:
        """Return PropertyValues as one UNO value, to stand inside another property."""
        return self._uno.Any("[]com.sun.star.beans.PropertyValue", self.properties(**values))

    def patience(self, seconds: float | None = None) -> Patience:
        """Watch the work inside a `with`: kill the office if it takes longer than `seconds`."""
        return Patience(self, seconds or self.patience_seconds)

    # --- the process ---------------------------------------------------------------------------

    @property
    def process_id(self) -> int:
        """The id of soffice.bin itself: setpriv becomes it."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process at once; `open` starts another."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End the office and remove its profile."""
        if self.running:
            with contextlib.suppress(OfficeError), self.patience(10):
                self.desktop.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=10)
        self.kill()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _start(self) -> None:
        pipe = f"fidesk-{uuid.uuid4().hex}"
        self._process = self._launch(pipe)
        try:
            with self.patience():
                self.context = self._connect(pipe)
                self.desktop = self.service("com.sun.star.frame.Desktop")
        except BaseException:
            self.kill()
            raise

    def _launch(self, pipe: str) -> subprocess.Popen[bytes]:
        program = Path(shutil.which("soffice") or "soffice").resolve().with_name("soffice.bin")
        options = [
            *("--headless", "--nodefault", "--nologo", "--norestore", "--nolockcheck"),
            f"-env:UserInstallation={self._profile.as_uri()}",
            f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
        ]
        with (self._profile / "soffice.log").open("ab") as log:
            return subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", str(program), *options],
                env=self._environment,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _connect(self, pipe: str) -> Any:
        here = self._uno.getComponentContext()
        resolver = here.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", here
        )
        not_yet = self._uno.getClass("com.sun.star.connection.NoConnectException")
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except not_yet:
                self._wait_a_little(pipe)

    def _wait_a_little(self, pipe: str) -> None:
        """Give a starting office 50 ms; start it again if that is what it ended for."""
        try:
            code = self._process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            return
        if code != RESTART:
            log = (self._profile / "soffice.log").read_text(errors="replace")
            raise OfficeError(f"soffice ended with {code} before it answered: {log[-500:]}")
        self._process = self._launch(pipe)


class Patience:
    """Kills an office that takes too long, and turns UNO's exceptions into `OfficeError`.

    A class, not a generator: UNO's exceptions refuse the traceback that a generator is given.
    """

    def __init__(self, office: Office, seconds: float) -> None:
        self._office = office
        self._seconds = seconds
        self._timed_out = False
        self._watchdog = threading.Timer(seconds, self._lose)
        self._watchdog.daemon = True

    def _lose(self) -> None:
        self._timed_out = True
        self._office.kill()

    def __enter__(self) -> None:
        self._watchdog.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._watchdog.cancel()
        if kind is None:
            return
        if self._timed_out:
            self._watchdog.join()  # so that whoever asks next sees it dead
            raise OfficeError(f"no answer within {self._seconds} s: killed") from None
        if issubclass(kind, self._office.exception):
            raise OfficeError(f"{kind.__name__}: {error}") from None


class Book:
    """One open workbook. Places are a sheet's name and an address such as `C3` or `A1:F20`."""

    def __init__(self, office: Office, document: Any) -> None:
        self.office = office
        self.document = document

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OfficeError):  # it may have been killed; that was said already
            self.close()

    # --- reading -------------------------------------------------------------------------------

    def sheets(self) -> list[str]:
        """Return the sheets' names, hidden ones too, in their order."""
        with self.office.patience():
            return list(self.document.Sheets.ElementNames)

    def value(self, sheet: str, address: str) -> CellValue:
        """Return what one cell holds."""
        return self.values(sheet, address)[0][0]

    def values(self, sheet: str, address: str | None = None) -> list[list[CellValue]]:
        """Return what a block holds, row by row; without address all that is used from A1 on."""
        with self.office.patience():
            cells = self._cells(sheet, address)
            return [
                [
                    CellError(cells.getCellByPosition(column, row).String) if held is None else held
                    for column, held in enumerate(line)
                ]
                for row, line in enumerate(cells.getDataArray())
            ]

    def texts(self, sheet: str, address: str) -> list[list[str]]:
        """Return what a block shows, number formats applied; cell by cell, so keep it small."""
        with self.office.patience():
            cells = self._cells(sheet, address)
            rows, columns = cells.Rows.Count, cells.Columns.Count
            return [
                [cells.getCellByPosition(column, row).String for column in range(columns)]
                for row in range(rows)
            ]

    def formulas(self, sheet: str, address: str) -> list[list[str]]:
        """Return a block as it would be typed: English names, arguments separated by `;`."""
        with self.office.patience():
            return [list(line) for line in self._cells(sheet, address).getFormulaArray()]

    # --- editing -------------------------------------------------------------------------------

    def write(self, sheet: str, corner: str, given: Input | Sequence[Sequence[Input]]) -> None:
        """Write a value, or rows of values, from `corner` on. Texts stay texts; None blanks."""
        rows = _rows(given)
        block = tuple(tuple(_held(one) for one in row) for row in rows)
        with self.office.patience():
            self._block(sheet, corner, rows).setDataArray(block)

    def write_formulas(self, sheet: str, corner: str, given: str | Sequence[Sequence[str]]) -> None:
        """Type text, or rows of it, from `corner` on: `=SUM(A1;B1)` is a formula, 12 a number."""
        rows = _rows(given)
        with self.office.patience():
            self._block(sheet, corner, rows).setFormulaArray(tuple(tuple(row) for row in rows))

    def recalculate(self) -> None:
        """Compute every formula anew, as Ctrl+Shift+F9 does."""
        with self.office.patience():
            self.document.calculateAll()

    # --- keeping -------------------------------------------------------------------------------

    def save(self, path: Path | None = None) -> None:
        """Save in place, or a copy as .xlsx under `path`."""
        with self.office.patience():
            if path is None:
                self.document.store()
            else:
                properties = self.office.properties(FilterName="Calc MS Excel 2007 XML")
                self.document.storeToURL(path.resolve().as_uri(), properties)

    def export_pdf(self, path: Path, sheet: str | None = None) -> None:
        """Print the visible sheets, or the one named, into a PDF; print areas are kept."""
        with self.office.patience():
            chosen = {"Selection": self._sheet(sheet)} if sheet else {}
            properties = self.office.properties(
                FilterName="calc_pdf_Export", FilterData=self.office.property_sequence(**chosen)
            )
            self.document.storeToURL(path.resolve().as_uri(), properties)

    def close(self) -> None:
        """Close without saving."""
        with self.office.patience():
            self.document.close(True)

    # --- within --------------------------------------------------------------------------------

    def _sheet(self, sheet: str) -> Any:
        return self.document.Sheets.getByName(sheet)

    def _cells(self, sheet: str, address: str | None) -> Any:
        if address is not None:
            return self._sheet(sheet).getCellRangeByName(address)
        cursor = self._sheet(sheet).createCursor()
        cursor.gotoEndOfUsedArea(True)
        return cursor

    def _block(self, sheet: str, corner: str, rows: Sequence[Sequence[object]]) -> Any:
        start = self._sheet(sheet).getCellRangeByName(corner).getCellAddress()
        return self._sheet(sheet).getCellRangeByPosition(
            start.Column,
            start.Row,
            start.Column + len(rows[0]) - 1,
            start.Row + len(rows) - 1,
        )


def _rows(given: Any) -> Sequence[Sequence[Any]]:
    return ((given,),) if given is None or isinstance(given, str | float | int | date) else given


def _held(given: Input) -> float | str:
    if given is None:
        return ""
    return (given - FIRST_DAY).days if isinstance(given, date) else given


def _write_profile(profile: Path) -> None:
    registry = "http://openoffice.org/2001/registry"
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, values in PROFILE.items()
        for name, value in values.items()
    )
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="{registry}">{items}</oor:items>',
        encoding="utf-8",
    )
