; The installer for Windows, by Inno Setup: for the user alone, without an administrator. Data and
; updates are elsewhere and stay when the program is removed: docs/packaging.md.
[Setup]
AppId={{6E0D7C0B-6B0B-4E0B-9B55-6C1C1D1F3A11}
AppName=Hikma Health Sync Hub
AppVersion={#Version}
AppPublisher=Hikma Health
DefaultDirName={autopf}\Hikma Health Sync Hub
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed={#Arch}
ArchitecturesInstallIn64BitMode={#Arch}
OutputBaseFilename={#Output}
SetupIconFile=..\icon\icon.ico
UninstallDisplayIcon={app}\icon.ico
LicenseFile=..\..\..\LICENSE

[Files]
Source: "{#Folder}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion
Source: "..\icon\icon.ico"; DestDir: "{app}"

[Icons]
Name: "{autoprograms}\Hikma Health Sync Hub"; Filename: "powershell.exe"; Parameters: "-NoProfile -ExecutionPolicy Bypass -WindowStyle Hidden -File ""{app}\bin\hikma-hub.ps1"""; IconFilename: "{app}\icon.ico"

[Code]
function InitializeSetup(): Boolean;
var
  Before: String;
begin
  Result := True;
  if LoadStringFromFile(ExpandConstant('{autopf}\Hikma Health Sync Hub\program\version'), AnsiString(Before)) then
    if CompareStr(Trim(Before), '{#Version}') > 0 then
    begin
      MsgBox('A newer version (' + Trim(Before) + ') is installed. Its records may not open in version {#Version}. Nothing was changed.', mbError, MB_OK);
      Result := False;
    end;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
begin
  if Step = usPostUninstall then
    MsgBox('The records of this Sync Hub are kept in ' + ExpandConstant('{localappdata}\Hikma Health Local Sync Hub') + '. Remove that folder only when nobody needs them any more.', mbInformation, MB_OK);
end;
