"""Windows beside a document: they leave the sheet usable, and there is one of a kind for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import unohelper
from com.sun.star.awt import XActionListener, XItemListener, XTopWindowListener
from com.sun.star.document import XEventListener

from addin.french_text import typographic
from addin.pane_words import for_pane
from pycog.errors import PycogError

Action = Callable[[], None]
#: Place and size in a window, in units of the size of its letters.
Area = tuple[int, int, int, int]
_MARGIN: Final = 6
_LINE: Final = 12
#: Height of a label above its control.
_LABEL: Final = 10
#: Where the window says what it did.
_SAID: Final = "said"
#: The window that is shown, by document and kind.
_shown: dict[tuple[str, str], Window] = {}


class Window(unohelper.Base, XActionListener, XEventListener, XItemListener, XTopWindowListener):
    """A window made of controls with names; buttons and lists call what they are given.

    Attributes:
        document: The document that it stands beside.
        busy: Whether it is doing something; LibreOffice goes on hearing clicks meanwhile.
    """

    def __init__(self, context: Any, document: Any, title: str, width: int, height: int) -> None:
        self.document = document
        self.busy = False
        self._actions: dict[str, Action] = {}
        self._selections: dict[str, Action] = {}
        create = context.ServiceManager.createInstanceWithContext
        self._model = create("com.sun.star.awt.UnoControlDialogModel", context)
        self._model.Title = f"COG – {title}"
        self._model.Width, self._model.Height = width, height
        self._model.PositionX, self._model.PositionY = 40, 40
        self._dialog = create("com.sun.star.awt.UnoControlDialog", context)
        self._dialog.setModel(self._model)
        self.width = width
        told = (_MARGIN, height - 3 * _LINE, width - 2 * _MARGIN, 3 * _LINE - 4)
        self.add("FixedText", _SAID, told, MultiLine=True)

    def add(self, kind: str, name: str, area: Area, **properties: Any) -> Any:
        """Put a control into the window and return it.

        Args:
            kind: ``"Edit"``, ``"ListBox"``, ``"FixedText"``, ``"CheckBox"`` or ``"Button"``.
            name: Unique in the window.
            area: Left, top, width and height.
            **properties: Of its model; texts are shown as French prints them.
        """
        model = self._model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
        model.PositionX, model.PositionY, model.Width, model.Height = area
        model.Name = name
        model.TabIndex = len(self._model.ElementNames)
        for key, value in properties.items():
            setattr(model, key, typographic(value) if isinstance(value, str) else value)
        self._model.insertByName(name, model)
        return self._dialog.getControl(name)

    def labelled(self, kind: str, name: str, label: str, area: Area) -> Any:
        """Put a control into the window below its label and return it.

        Args:
            kind: See :meth:`add`.
            name: Unique in the window; the label has it too, with ``-label`` behind.
            label: What it is for.
            area: Left of both, top of the label, width of both, height of the control.
        """
        left, top, width, height = area
        self.add("FixedText", f"{name}-label", (left, top, width, _LABEL), Label=label)
        return self.add(kind, name, (left, top + _LABEL + 1, width, height))

    def button(self, name: str, label: str, area: Area, action: Action, **properties: Any) -> Any:
        """Put a button into the window that does something."""
        control = self.add("Button", name, area, Label=label, **properties)
        self.on(control, action)
        return control

    def on(self, control: Any, action: Action) -> None:
        """Let a button, or a double click in a list, do something."""
        self._actions[str(control.Model.Name)] = action
        control.addActionListener(self)

    def on_choice(self, control: Any, action: Action) -> None:
        """Do something when another line of a list is chosen."""
        self._selections[str(control.Model.Name)] = action
        control.addItemListener(self)

    def offer(self, control: Any, lines: Iterable[str]) -> None:
        """Let a list have these lines alone, as French prints them."""
        control.removeItems(0, control.getItemCount())
        control.addItems(tuple(map(typographic, lines)), 0)

    def control(self, name: str) -> Any:
        """Return a control by its name."""
        return self._dialog.getControl(name)

    def tell(self, text: str) -> None:
        """Say something at the foot of the window."""
        self.control(_SAID).setText(typographic(text))

    @property
    def told(self) -> str:
        """What the window said last."""
        return str(self.control(_SAID).getText())

    def show(self) -> None:
        """Show the window; the sheet stays usable."""
        parent = self.document.CurrentController.Frame.ContainerWindow
        self._dialog.createPeer(parent.Toolkit, parent)
        self._dialog.addTopWindowListener(self)
        self.document.addEventListener(self)
        self._dialog.setVisible(True)

    def to_front(self) -> None:
        """Show the window in front of the others."""
        self._dialog.setVisible(True)
        self._dialog.Peer.toFront()

    def close(self) -> None:
        """Take the window away."""
        for key in [key for key, one in _shown.items() if one is self]:
            del _shown[key]
        self.document.removeEventListener(self)
        self._dialog.dispose()

    def do(self, action: Action) -> None:
        """Do something, one thing at a time; what cannot be done is said in the window."""
        if self.busy:
            return
        self.busy = True
        try:
            action()
        except PycogError as error:
            self.tell(for_pane(error.message))
        except Exception as error:
            self.tell(
                f"Erreur interne ({type(error).__name__} : {error}). Signalez-la avec ce que vous "
                "veniez de faire ; rien d'autre n'a été modifié."
            )
        finally:
            self.busy = False

    def actionPerformed(self, event: Any) -> None:
        """Called by LibreOffice for a button or a list."""
        self.do(self._actions[str(event.Source.Model.Name)])

    def itemStateChanged(self, event: Any) -> None:
        """Called by LibreOffice for a list."""
        # Cheap, and also called while the window fills its own lists.
        self._selections[str(event.Source.Model.Name)]()

    def windowClosing(self, event: Any) -> None:
        """Called by LibreOffice when the officer closes the window."""
        self.close()

    def disposing(self, event: Any) -> None:
        """Called by LibreOffice when the document, or a control, is gone."""
        if event.Source == self.document:
            self.close()

    # The rest of what happens to a window, or to its document, changes nothing.
    def notifyEvent(self, event: Any) -> None: ...
    def windowOpened(self, event: Any) -> None: ...
    def windowClosed(self, event: Any) -> None: ...
    def windowMinimized(self, event: Any) -> None: ...
    def windowNormalized(self, event: Any) -> None: ...
    def windowActivated(self, event: Any) -> None: ...
    def windowDeactivated(self, event: Any) -> None: ...


def open_window(document: Any, kind: str, make: Callable[[], Window]) -> Window:
    """Show the window of a kind that a document has, made where it has none.

    Args:
        document: A document of Calc.
        kind: Its command in the menu.
        make: Makes it.
    """
    key = (str(document.RuntimeUID), kind)
    known = _shown.get(key)
    if known is not None:
        known.to_front()
        return known
    window = make()
    _shown[key] = window
    window.show()
    return window


def shown_windows() -> Mapping[tuple[str, str], Window]:
    """Return the windows that are shown, by document and command."""
    return _shown
