"""The notification service of a desktop (Desktop Notifications Specification 1.2), for tests.

It prints each call as a line of JSON, and reads clicks as lines of JSON: {"id": 1, "action": "default"}.
It needs dbus-python and PyGObject (Debian: python3-dbus, python3-gi).
"""

import json
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
CLOSED_BY_CALL = 3


def report(**event):
    print(json.dumps(event), flush=True)


class NotificationService(dbus.service.Object):
    last_id = 0

    @dbus.service.method(NAME, in_signature="", out_signature="as")
    def GetCapabilities(self):
        return ["actions", "body", "persistence"]

    @dbus.service.method(NAME, in_signature="", out_signature="ssss")
    def GetServerInformation(self):
        return ("Live Chat tests", "Live Chat", "1", "1.2")

    @dbus.service.method(NAME, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, summary, body, actions, hints, timeout):
        if replaces == 0:
            self.last_id += 1
        shown = int(replaces) or self.last_id
        silent = bool(hints.get("suppress-sound", False))
        report(kind="shown", id=shown, title=summary, body=body, isSilent=silent)
        return dbus.UInt32(shown)

    @dbus.service.method(NAME, in_signature="u", out_signature="")
    def CloseNotification(self, closed):
        report(kind="closed", id=int(closed))
        self.NotificationClosed(closed, dbus.UInt32(CLOSED_BY_CALL))

    @dbus.service.signal(NAME, signature="uu")
    def NotificationClosed(self, closed, reason):
        pass

    @dbus.service.signal(NAME, signature="us")
    def ActionInvoked(self, clicked, action):
        pass


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    name = dbus.service.BusName(NAME, dbus.SessionBus())
    service = NotificationService(name, PATH)
    loop = GLib.MainLoop()

    def on_input(_source, _condition):
        line = sys.stdin.readline()
        if line == "":
            loop.quit()
            return False
        click = json.loads(line)
        service.ActionInvoked(dbus.UInt32(click["id"]), click["action"])
        return True

    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_IN | GLib.IO_HUP, on_input)
    report(kind="ready")
    loop.run()


main()
