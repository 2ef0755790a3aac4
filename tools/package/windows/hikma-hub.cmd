@echo off
rem Starts the newest version of the Local Sync Hub that is on this machine: see hikma-hub.ps1.
powershell.exe -NoProfile -ExecutionPolicy Bypass -File "%~dp0hikma-hub.ps1" %*
exit /b %ERRORLEVEL%
