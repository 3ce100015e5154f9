@echo off
rem Starts the atlas; installs it first, without a network.
rem   start.cmd              opens the atlas
rem   start.cmd check        any command of cluster-atlas
rem ASCII only: this file is read in the code page of the machine.
setlocal
set "here=%~dp0"
set "run="%here%venv\Scripts\python.exe" -m cluster_atlas --data "%here%data""
if exist "%here%venv\installed" goto run
set "probe=import sys; sys.exit(sys.version_info[:2] not in @TUPLES@)"
set "found="
for %%v in (@VERSIONS@) do if not defined found py -%%v -c "%probe%" >nul 2>nul && set "found=py -%%v"
if not defined found python -c "%probe%" >nul 2>nul && set "found=python"
if not defined found goto missing
%found% "%here%install.py"
if errorlevel 1 goto failed
:run
if "%~1"=="" goto serve
%run% %*
exit /b %errorlevel%
:serve
%run% serve
if errorlevel 1 goto failed
exit /b 0
:missing
chcp 65001 >nul
type "%here%python-missing.txt"
:failed
pause
exit /b 1
