#!/bin/sh
# Installe pycog depuis ce dossier, sans réseau ni droits d'administrateur.
# Usage : sh installer.sh [--dossier DOSSIER] [--commandes DOSSIER] [--desinstaller]
set -eu
kit=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
versions=$(cat "$kit/pythons.txt")

convient() {
    trouve=$("$1" -c 'import sys, venv; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || return 1
    for version in $versions; do
        [ "$trouve" = "$version" ] && return 0
    done
    return 1
}

for nom in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
    if command -v "$nom" >/dev/null 2>&1 && convient "$nom"; then
        exec "$nom" "$kit/installation.py" "$@"
    fi
done
echo "pycog n’est pas installé : il faut Python" $versions "(variable PYTHON pour en désigner un)." >&2
exit 1
