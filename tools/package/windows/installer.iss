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
{ The next number of a version such as 26.11.2300. }
function NextNumber(var Rest: String): Integer;
var
  Dot: Integer;
begin
  Dot := Pos('.', Rest);
  if Dot = 0 then
    Dot := Length(Rest) + 1;
  Result := StrToIntDef(Copy(Rest, 1, Dot - 1), 0);
  Rest := Copy(Rest, Dot + 1, Length(Rest));
end;

function IsNewer(One, Other: String): Boolean;
var
  Part, A, B: Integer;
begin
  Result := False;
  for Part := 1 to 3 do
  begin
    A := NextNumber(One);
    B := NextNumber(Other);
    if A <> B then
    begin
      Result := A > B;
      Exit;
    end;
  end;
end;

function InitializeSetup(): Boolean;
var
  Content: AnsiString;
  Before: String;
begin
  Result := True;
  if LoadStringFromFile(ExpandConstant('{autopf}\Hikma Health Sync Hub\program\version'), Content) then
  begin
    Before := Trim(String(Content));
    if IsNewer(Before, '{#Version}') then
    begin
      MsgBox('A newer version (' + Before + ') is installed. Its records may not open in version {#Version}. Nothing was changed.', mbError, MB_OK);
      Result := False;
    end;
  end;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
begin
  if Step = usPostUninstall then
    MsgBox('The records of this Sync Hub are kept in ' + ExpandConstant('{localappdata}\Hikma Health Local Sync Hub') + '. Remove that folder only when nobody needs them any more.', mbInformation, MB_OK);
end;
