@echo off
rem Installs planbook from the wheels beside this file; no network is asked. Needs Python of the version named in README.
chcp 65001 >nul
cd /d "%~dp0"
py -3 -m venv .venv || python -m venv .venv || goto wrong
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --require-hashes --no-deps -r requirements-offline.txt || goto wrong
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable . || goto wrong
echo 装好了。双击 planbook.bat 生成页面。
exit /b 0
:wrong
echo 没有装成，请把上面的文字发给维护人员。
pause
exit /b 1
