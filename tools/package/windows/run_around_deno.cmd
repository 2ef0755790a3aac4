@echo off
rem Runs this version: the Deno executable with the program beside it. Nothing is fetched.
setlocal
set "HIKMA_HUB_PROGRAM=%~dp0."
set "DENO_DIR=%LOCALAPPDATA%\hikma-hub\deno"
rem Data beside the program: nothing of the code is left on the machine.
if "%HIKMA_HUB_VERSIONS%"=="%HIKMA_HUB_ROOT%\versions" set "DENO_DIR=%HIKMA_HUB_VERSIONS%\cache\hikma-hub\deno"
set DENO_NO_UPDATE_CHECK=1
set DENO_NO_PROMPT=1
"%~dp0deno.exe" run --quiet --cached-only --no-remote --no-npm --no-lock --config "%~dp0app\deno.json" @PERMISSIONS@ "%~dp0app\main.ts" %*
exit /b %ERRORLEVEL%
