# The launcher for Windows: does what tools/package/posix/hikma-hub does, in the same order.
$ErrorActionPreference = "Stop"
$root = Split-Path -Parent $PSScriptRoot
$installed = Join-Path $root "program"

# Data beside the program means that updates, and what the runtime caches, are there too.
$versions = Join-Path $env:LOCALAPPDATA "Hikma Health Local Sync Hub Versions"
foreach ($name in "hub.portable", "hub.vault", "hub.db", "hub.restoring", "hub.reset") {
  foreach ($place in $root, $PSScriptRoot, $installed) {
    if (Test-Path -LiteralPath (Join-Path $place $name)) { $versions = Join-Path $root "versions" }
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

# A disk that is full, or refuses, does not keep the program from starting.
function Write-Line($file, $text) {
  try { Set-Content -LiteralPath $file $text } catch { }
}

function Remove-Files($files) {
  Remove-Item -Force -ErrorAction SilentlyContinue -LiteralPath $files
}

# Puts the present update aside for good; answers the folder of the version that is to run.
function Undo-Update {
  $failed = Read-Line (Join-Path $versions "current")
  $before = Read-Line (Join-Path $versions "previous")
  Write-Line (Join-Path $versions "failed") $failed
  # A power cut on the way must not count against the version before.
  Write-Line (Join-Path $versions "trial") 0
  $current = Join-Path $versions "current"
  # The present one is named where choosing another was cut off. Moving needs no room on the disk.
  if ($before -and $before -ne "installed" -and $before -ne $failed) {
    try { Move-Item -Force -LiteralPath (Join-Path $versions "previous") -Destination $current } catch { }
  } else {
    Remove-Files $current
  }
  foreach ($name in "previous", "trial", "trial.up", "trial.by", "trial.alive") {
    Remove-Files (Join-Path $versions $name)
  }
  [Console]::Error.WriteLine("Version $failed did not come up: the version before it starts again.")
  # Where nothing can be written the choice stands, and would be made again without end.
  $next = Select-Version
  if ($next -eq $chosen) { return $installed }
  return $next
}

# Number and beginning of a process: they tell it from a later one with the same number.
function Get-Birth($id) {
  # The number may be that of a program of the system by now, which does not tell when it began.
  try { return "$id $((Get-Process -Id $id).StartTime.ToUniversalTime().Ticks)" } catch { return "" }
}

# True while another launcher watches a program on trial.
function Test-Watched {
  $by = Read-Line "$trial.by"
  if ($by -notmatch '^(\d+) \d+$' -or [int]$Matches[1] -eq $PID) { return $false }
  return (Get-Birth ([int]$Matches[1])) -eq $by
}

$chosen = Select-Version
# These say something and end: they are no start, and prove nothing of an update.
if ($args | Where-Object { $_ -in "--health", "--diagnose", "--help", "--version" }) {
  & (Join-Path $chosen "run.cmd") @args
  exit $LASTEXITCODE
}
$trial = Join-Path $versions "trial"
# A second start shows the window of the first, or ends: it is not what comes up.
if ($chosen -eq $installed -or -not (Test-Path -LiteralPath $trial) -or (Test-Watched)) {
  & (Join-Path $chosen "run.cmd") @args
  exit $LASTEXITCODE
}
$mine = Get-Birth $PID
Write-Line "$trial.by" $mine
$tries = 0
[void][int]::TryParse((Read-Line $trial), [ref]$tries)
if ($tries -lt 3) {
  Write-Line $trial ($tries + 1)
  Remove-Files "$trial.up", "$trial.alive"
  $quoted = $args | ForEach-Object { '"' + $_ + '"' }
  $start = @{ FilePath = (Join-Path $chosen "run.cmd"); NoNewWindow = $true; PassThru = $true }
  if ($quoted) { $start.ArgumentList = $quoted }
  $program = Start-Process @start
  $null = $program.Handle
  # To bring the records of a large clinic into the form of a new version may take longer: the
  # program says that it lives, and is not ended in the middle of it, but after ten times as long.
  $limit = (Get-Date).AddSeconds(120)
  $last = (Get-Date).AddSeconds(1200)
  # What has opened the records has come up, also where it could not say so on a full disk.
  function Test-Undecided {
    (Test-Path -LiteralPath $trial) -and -not (Test-Path -LiteralPath "$trial.up")
  }
  while (-not $program.HasExited -and (Test-Undecided) -and (Get-Date) -lt $limit) {
    Start-Sleep -Milliseconds 200
    if ((Test-Path -LiteralPath "$trial.alive") -and (Get-Date) -lt $last) {
      Remove-Files "$trial.alive"
      $limit = (Get-Date).AddSeconds(120)
    }
  }
  if (-not $program.HasExited -and (Test-Undecided)) {
    & taskkill.exe /PID $program.Id /T /F | Out-Null
  }
  $program.WaitForExit()
  $code = $program.ExitCode
  # What the program has chosen since then is on trial with another launcher.
  if ((Read-Line "$trial.by") -ne $mine) { exit $code }
  Remove-Files "$trial.by"
  if (-not (Test-Path -LiteralPath $trial)) { exit $code }
  if ($code -in 0, 2, 3, 5, 8) {
    Write-Line $trial $tries
    exit $code
  }
}
& (Join-Path (Undo-Update) "run.cmd") @args
exit $LASTEXITCODE
