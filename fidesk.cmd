@echo off
rem FI Desk on Windows: makes a private environment once, then passes its arguments to fidesk.
rem   fidesk.cmd demo     shows the main job, leaves its workbooks in the folder demo
rem   fidesk.cmd test     runs the tests
rem   fidesk.cmd ...      anything else goes to fidesk as it is
setlocal
set "ROOT=%~dp0"
set "PYTHON=%ROOT%.venv\Scripts\python.exe"
set "STAMP=%ROOT%.venv\installed.toml"

rem The stamp is a copy of what was installed: equal files need neither pip nor a network.
set "EXTRA="
if /i "%~1"=="test" set "EXTRA=[dev]"
if defined EXTRA set "STAMP=%ROOT%.venv\installed-for-tests.toml"
fc /b "%ROOT%pyproject.toml" "%STAMP%" >nul 2>&1 && goto run

if not exist "%PYTHON%" call :make_environment
if not exist "%PYTHON%" exit /b 1
pushd "%ROOT%"
"%PYTHON%" -m pip install --quiet --disable-pip-version-check --editable ".%EXTRA%"
set "FAILED=%ERRORLEVEL%"
popd
if not "%FAILED%"=="0" exit /b %FAILED%
copy /y "%ROOT%pyproject.toml" "%ROOT%.venv\installed.toml" >nul
if defined EXTRA copy /y "%ROOT%pyproject.toml" "%STAMP%" >nul

:run
if /i "%~1"=="test" goto test
if /i "%~1"=="demo" if "%~2"=="" goto demo
"%ROOT%.venv\Scripts\fidesk.exe" %*
exit /b %ERRORLEVEL%

:demo
"%ROOT%.venv\Scripts\fidesk.exe" demo --output "%ROOT%demo"
exit /b %ERRORLEVEL%

:test
pushd "%ROOT%"
"%PYTHON%" -m pytest -n 2 tests
set "FAILED=%ERRORLEVEL%"
popd
exit /b %FAILED%

:make_environment
for %%V in (3.11 3.12 3.13 3.14) do (
    if not exist "%PYTHON%" py -%%V -m venv "%ROOT%.venv" >nul 2>&1
)
if not exist "%PYTHON%" echo FI Desk needs Python 3.11 or newer: install it from python.org with its launcher "py". 1>&2
exit /b 0
