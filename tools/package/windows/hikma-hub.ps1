# The launcher for Windows: does what tools/package/posix/hikma-hub does, in the same order.
$ErrorActionPreference = "Stop"
$root = Split-Path -Parent $PSScriptRoot
$installed = Join-Path $root "program"

# Data beside the program means that updates are there too: on a stick nothing is left behind.
$versions = Join-Path $env:LOCALAPPDATA "Hikma Health Local Sync Hub Versions"
foreach ($name in "hub.portable", "hub.vault", "hub.db") {
  if ((Test-Path (Join-Path $root $name)) -or (Test-Path (Join-Path $PSScriptRoot $name))) {
    $versions = Join-Path $root "versions"
  }
}
$env:HIKMA_HUB_ROOT = $root
$env:HIKMA_HUB_LAUNCHER = Join-Path $PSScriptRoot "hikma-hub.cmd"
$env:HIKMA_HUB_VERSIONS = $versions

function Read-Line($file) {
  if (Test-Path -LiteralPath $file) { return "$(Get-Content -LiteralPath $file -TotalCount 1)".Trim() }
  return ""
}

function Select-Version {
  $name = Read-Line (Join-Path $versions "current")
  if ($name -match '^\d+\.\d+\.\d+$') {
    $folder = Join-Path $versions $name
    $there = Test-Path -LiteralPath (Join-Path $folder "run.cmd")
    if ($there -and (Read-Line (Join-Path $folder "version")) -eq $name -and
      [version]$name -gt [version](Read-Line (Join-Path $installed "version"))) { return $folder }
  }
  return $installed
}

function Undo-Update {
  $failed = Read-Line (Join-Path $versions "current")
  $before = Read-Line (Join-Path $versions "previous")
  Set-Content -LiteralPath (Join-Path $versions "failed") $failed
  if ($before -and $before -ne "installed") {
    Set-Content -LiteralPath (Join-Path $versions "current") $before
  } else {
    Remove-Item -Force -ErrorAction SilentlyContinue (Join-Path $versions "current")
  }
  foreach ($name in "previous", "trial", "trial.up") {
    Remove-Item -Force -ErrorAction SilentlyContinue (Join-Path $versions $name)
  }
  [Console]::Error.WriteLine("Version $failed did not come up: the version before it starts again.")
}

$chosen = Select-Version
# These say something and end: they are no start, and prove nothing of an update.
if ($args | Where-Object { $_ -in "--health", "--diagnose", "--help", "--version" }) {
  & (Join-Path $chosen "run.cmd") @args
  exit $LASTEXITCODE
}
$trial = Join-Path $versions "trial"
if ($chosen -eq $installed -or -not (Test-Path -LiteralPath $trial)) {
  & (Join-Path $chosen "run.cmd") @args
  exit $LASTEXITCODE
}
$tries = 0
[void][int]::TryParse((Read-Line $trial), [ref]$tries)
if ($tries -lt 3) {
  Set-Content -LiteralPath $trial ($tries + 1)
  Remove-Item -Force -ErrorAction SilentlyContinue "$trial.up"
  $quoted = $args | ForEach-Object { '"' + $_ + '"' }
  $start = @{ FilePath = (Join-Path $chosen "run.cmd"); NoNewWindow = $true; PassThru = $true }
  if ($quoted) { $start.ArgumentList = $quoted }
  $program = Start-Process @start
  $null = $program.Handle
  $limit = (Get-Date).AddSeconds(120)
  while (-not $program.HasExited -and -not (Test-Path "$trial.up") -and (Get-Date) -lt $limit) {
    Start-Sleep -Milliseconds 200
  }
  if (-not $program.HasExited -and -not (Test-Path "$trial.up")) {
    & taskkill.exe /PID $program.Id /T /F | Out-Null
  }
  $program.WaitForExit()
  $code = $program.ExitCode
  if (-not (Test-Path -LiteralPath $trial)) { exit $code }
  if ($code -in 0, 2, 3, 5, 8) {
    Set-Content -LiteralPath $trial $tries
    exit $code
  }
}
Undo-Update
& (Join-Path (Select-Version) "run.cmd") @args
exit $LASTEXITCODE
