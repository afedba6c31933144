@echo off
rem The door for Windows: a double click makes the year's pages and opens them; with words it is the command itself.
chcp 65001 >nul
cd /d "%~dp0"
set PYTHONUTF8=1
if not exist .venv\Scripts\planbook.exe call install.bat || exit /b 1
if not "%~1"=="" (
  .venv\Scripts\planbook.exe %*
  exit /b %errorlevel%
)
.venv\Scripts\planbook.exe run
if exist outputs\index.html start "" outputs\index.html
pause
