@echo off
rem Installe pycog depuis ce dossier, sans reseau ni droits d'administrateur.
rem Usage : installer.cmd [--dossier DOSSIER] [--commandes DOSSIER] [--desinstaller]
setlocal
set "KIT=%~dp0"
if defined PYTHON (
    "%PYTHON%" "%KIT%installation.py" %*
    exit /b
)
for /f "usebackq delims=" %%V in ("%KIT%pythons.txt") do (
    py -%%V -c "import venv" >nul 2>nul && (
        py -%%V "%KIT%installation.py" %*
        exit /b
    )
)
python -c "import venv" >nul 2>nul && (
    python "%KIT%installation.py" %*
    exit /b
)
echo pycog n'est pas installe : il faut l'un de ces Python (variable PYTHON pour en designer un) : 1>&2
type "%KIT%pythons.txt" 1>&2
exit /b 1
