"""The manifest of the Office.js add-in: French by default, English where Excel is in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import quoteattr

from udfs.errors import Text
from udfs.hosts.calc import ABOUT, ACTIONS, TITLE

IDENTITY: Final = "5d04ec93-e6b3-4ce9-87e1-451307d35b7c"
ENGLISH: Final = ("en-US", "en-GB", "en-CA", "en-AU", "en-IE")
"""Office matches locales exactly: each English one is named."""

SIZES: Final = (16, 32, 64, 80)
"""Sides of the icons, in pixels."""

TIPS: Final[Mapping[str, Text]] = {
    "status": Text(
        "Montre ce qui diffère entre ce classeur et le modèle.",
        "Shows what differs between this workbook and the model.",
    ),
    "pull": Text("Envoie au modèle ce que vous avez saisi ici.", "Sends to the model what you typed here."),
    "push": Text(
        "Écrit dans ce classeur ce qui a changé dans le modèle.",
        "Writes into this workbook what changed in the model.",
    ),
    "check": Text(
        "Cherche les erreurs de saisie et les formules modifiées.",
        "Looks for wrong entries and edited formulas.",
    ),
    "explain": Text(
        "Montre d’où vient la valeur de la cellule choisie.",
        "Shows where the value of the selected cell comes from.",
    ),
}
"""What each action of the menu does; its name is also what the script binds."""

_SHORT = {
    "Group.Label": TITLE,
    "Pane.Label": Text("Volet", "Pane"),
    "Menu.Label": Text("Classeur", "Workbook"),
    "Start.Title": Text("Les fonctions sont prêtes", "The functions are ready"),
    **{f"{name}.Label": label for name, label in ACTIONS.items()},
}
_LONG = {
    "Pane.Tip": Text(
        "Ouvre le catalogue des fonctions et l’état du classeur.",
        "Opens the catalogue of functions and the state of the workbook.",
    ),
    "Menu.Tip": Text("Classeur et modèle : les cinq actions.", "Workbook and model: the five actions."),
    "Start.Tip": Text(
        "Ouvrez le volet Conventions et saisissez le code affiché par xlsync serve.",
        "Open the Conventions pane and type the code shown by xlsync serve.",
    ),
    **{f"{name}.Tip": tip for name, tip in TIPS.items()},
}


def manifest(version: str, address: str) -> str:
    """The add-in's manifest, without a namespace: functions keep the names that they have everywhere.

    Args:
        version: Version of the add-in, `1.2.3`.
        address: Where the add-in's files are published, without a final slash; it must be HTTPS.

    Returns:
        The XML text.

    Raises:
        ValueError: The address is not HTTPS, which Office refuses.

    Examples:
        >>> "<Namespace" in manifest("1.0.0", "https://localhost:8443/addin")
        False
    """
    if not address.startswith("https://"):
        raise ValueError(f"Office loads add-ins by HTTPS only, not from {address}")
    origin = "/".join(address.split("/")[:3])
    images = {f"Icon.{size}": Text(*[f"{address}/icon-{size}.png"] * 2) for size in SIZES}
    return _PAGE.format(
        identity=IDENTITY,
        version=".".join([*version.split("+")[0].split("."), "0", "0", "0", "0"][:4]),
        address=address,
        origin=origin,
        name=_element("DisplayName", TITLE, tag="Override", indent=2),
        summary=_element("Description", ABOUT, tag="Override", indent=2),
        icon=_ICON,
        items="\n".join(map(_item, ACTIONS)),
        images=_resources("bt:Image", images),
        urls=_resources("bt:Url", _addresses(address)),
        short=_resources("bt:String", _SHORT),
        long=_resources("bt:String", _LONG),
    )


def _addresses(address: str) -> dict[str, Text]:
    def same(name: str) -> Text:
        return Text(f"{address}/{name}", f"{address}/{name}")

    return {
        "Pane.Url": same("taskpane.html"),
        "Script.Url": same("functions.js"),
        "Metadata.Url": Text(f"{address}/functions.fr.json", f"{address}/functions.en.json"),
        "Help.Url": Text(f"{address}/help.fr.html", f"{address}/help.en.html"),
    }


def _resources(tag: str, texts: dict[str, Text]) -> str:
    return "\n".join(
        _element(f"{tag} id={quoteattr(key)}", text, tag="bt:Override", indent=8)
        for key, text in texts.items()
    )


def _element(opening: str, text: Text, *, tag: str, indent: int) -> str:
    """An element with the French text as its default and the English one for each English locale."""
    margin = " " * indent
    start = f"{margin}<{opening} DefaultValue={quoteattr(text.fr)}"
    if text.fr == text.en:
        return f"{start}/>"
    english = "\n".join(
        f'{margin}  <{tag} Locale="{locale}" Value={quoteattr(text.en)}/>' for locale in ENGLISH
    )
    return f"{start}>\n{english}\n{margin}</{opening.split()[0]}>"


def _item(name: str) -> str:
    return f"""\
                  <Item id="Item.{name}">
                    <Label resid="{name}.Label"/>
                    <Supertip>
                      <Title resid="{name}.Label"/>
                      <Description resid="{name}.Tip"/>
                    </Supertip>
                    <Action xsi:type="ExecuteFunction"><FunctionName>{name}</FunctionName></Action>
                  </Item>"""


_ICON = "".join(f'<bt:Image size="{size}" resid="Icon.{size}"/>' for size in SIZES)

_PAGE = """\
<?xml version="1.0" encoding="UTF-8"?>
<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.1"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:bt="http://schemas.microsoft.com/office/officeappbasictypes/1.0"
    xsi:type="TaskPaneApp">
  <Id>{identity}</Id>
  <Version>{version}</Version>
  <ProviderName>xlsync</ProviderName>
  <DefaultLocale>fr-FR</DefaultLocale>
{name}
{summary}
  <IconUrl DefaultValue="{address}/icon-32.png"/>
  <HighResolutionIconUrl DefaultValue="{address}/icon-64.png"/>
  <SupportUrl DefaultValue="{address}/help.fr.html"/>
  <AppDomains>
    <AppDomain>{origin}</AppDomain>
  </AppDomains>
  <Hosts>
    <Host Name="Workbook"/>
  </Hosts>
  <Requirements>
    <Sets DefaultMinVersion="1.1">
      <Set Name="SharedRuntime" MinVersion="1.1"/>
      <Set Name="CustomFunctionsRuntime" MinVersion="1.2"/>
    </Sets>
  </Requirements>
  <DefaultSettings>
    <SourceLocation DefaultValue="{address}/taskpane.html"/>
  </DefaultSettings>
  <Permissions>ReadWriteDocument</Permissions>
  <VersionOverrides xmlns="http://schemas.microsoft.com/office/taskpaneappversionoverrides"
      xsi:type="VersionOverridesV1_0">
    <Hosts>
      <Host xsi:type="Workbook">
        <Runtimes>
          <Runtime resid="Pane.Url" lifetime="long"/>
        </Runtimes>
        <AllFormFactors>
          <ExtensionPoint xsi:type="CustomFunctions">
            <Script>
              <SourceLocation resid="Script.Url"/>
            </Script>
            <Page>
              <SourceLocation resid="Pane.Url"/>
            </Page>
            <Metadata>
              <SourceLocation resid="Metadata.Url"/>
            </Metadata>
          </ExtensionPoint>
        </AllFormFactors>
        <DesktopFormFactor>
          <GetStarted>
            <Title resid="Start.Title"/>
            <Description resid="Start.Tip"/>
            <LearnMoreUrl resid="Help.Url"/>
          </GetStarted>
          <FunctionFile resid="Pane.Url"/>
          <ExtensionPoint xsi:type="PrimaryCommandSurface">
            <OfficeTab id="TabHome">
              <Group id="Group">
                <Label resid="Group.Label"/>
                <Icon>{icon}</Icon>
                <Control xsi:type="Button" id="Pane.Button">
                  <Label resid="Pane.Label"/>
                  <Supertip>
                    <Title resid="Pane.Label"/>
                    <Description resid="Pane.Tip"/>
                  </Supertip>
                  <Icon>{icon}</Icon>
                  <Action xsi:type="ShowTaskpane">
                    <TaskpaneId>Pane</TaskpaneId>
                    <SourceLocation resid="Pane.Url"/>
                  </Action>
                </Control>
                <Control xsi:type="Menu" id="Menu">
                  <Label resid="Menu.Label"/>
                  <Supertip>
                    <Title resid="Menu.Label"/>
                    <Description resid="Menu.Tip"/>
                  </Supertip>
                  <Icon>{icon}</Icon>
                  <Items>
{items}
                  </Items>
                </Control>
              </Group>
            </OfficeTab>
          </ExtensionPoint>
        </DesktopFormFactor>
      </Host>
    </Hosts>
    <Resources>
      <bt:Images>
{images}
      </bt:Images>
      <bt:Urls>
{urls}
      </bt:Urls>
      <bt:ShortStrings>
{short}
      </bt:ShortStrings>
      <bt:LongStrings>
{long}
      </bt:LongStrings>
    </Resources>
  </VersionOverrides>
</OfficeApp>
"""
