@echo off
rem Runs this version: an executable made by deno compile.
setlocal
set "HIKMA_HUB_PROGRAM=%~dp0."
set DENO_NO_UPDATE_CHECK=1
set DENO_NO_PROMPT=1
"%~dp0hikma-hub-program.exe" %*
exit /b %ERRORLEVEL%
