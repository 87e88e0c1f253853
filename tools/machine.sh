#!/bin/sh
# Programs of the system that the tests and the translators need. Installs what is missing when it may, else says how.
set -e
PACKAGES="postgresql gettext chromium chromium-driver chromium-l10n fonts-noto-cjk fonts-noto-color-emoji poppler-utils libreoffice-calc libreoffice-writer"
COMMAND="apt-get install -y -qq --no-install-recommends $PACKAGES"

missing=""
command -v xgettext >/dev/null || missing="$missing gettext"
command -v chromium >/dev/null || missing="$missing chromium"
command -v pdftotext >/dev/null || missing="$missing poppler-utils"
command -v soffice >/dev/null || missing="$missing libreoffice"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
for package in chromium-l10n fonts-noto-cjk fonts-noto-color-emoji libreoffice-calc libreoffice-writer; do
    if command -v dpkg-query >/dev/null; then
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok" || missing="$missing $package"
    fi
done
[ -z "$missing" ] && exit 0

echo "Missing on this machine:$missing"
if ! command -v apt-get >/dev/null; then
    echo "Install these with your system's package manager, then run make again."
    exit 1
elif [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive $COMMAND >/dev/null
elif sudo -n true 2>/dev/null; then
    sudo apt-get update -qq && sudo env DEBIAN_FRONTEND=noninteractive $COMMAND >/dev/null
else
    echo "Run this once, then make again:"
    echo "  sudo apt-get update && sudo $COMMAND"
    exit 1
fi
