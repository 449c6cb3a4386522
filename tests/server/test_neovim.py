"""A real Neovim, headless, with dlint as its language server: Debian's 0.7, to which diagnostics are pushed,
and any newer one beside it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.client import ROOT

SCRIPT = """
local root = vim.fn.getcwd()
vim.cmd('edit ' .. vim.fn.fnameescape(root .. '/Dockerfile'))
local config = { name = 'dlint', cmd = { PYTHON, '-m', 'dlinter', 'server' }, root_dir = root }
if vim.lsp.start then
  vim.lsp.start(config)
else
  local id = vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(0, id)
end
local function codes()
  local found = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, { code = d.code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code), line = d.lnum, column = d.col })
  end
  return found
end
vim.wait(40000, function() return #codes() > 0 end, 50)
local before = codes()
vim.api.nvim_buf_set_lines(0, 1, 2, false, { 'COPY a.txt /srv/' })
vim.wait(40000, function() return #codes() == 0 end, 50)
vim.fn.writefile({ vim.json.encode({ before = before, after = codes() }) }, root .. '/found.json')
vim.cmd('qall!')
"""  # noqa: E501
NEWER = os.environ.get("DLINT_NEOVIM", "")
"""A second Neovim to try."""


@pytest.mark.parametrize(
    "program", [pytest.param("nvim", id="on PATH"), pytest.param(NEWER, id="DLINT_NEOVIM")]
)
def test_neovim_shows_a_finding_and_drops_it_when_it_is_fixed(tmp_path: Path, program: str) -> None:
    found = shutil.which(program) if program else None
    if found is None:
        pytest.skip("Neovim is not installed" if program else "no second Neovim: DLINT_NEOVIM is not set")
    (tmp_path / "Dockerfile").write_text("FROM debian:12.1\nADD a.txt /srv/\n")
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "try.lua").write_text(SCRIPT.replace("PYTHON", json.dumps(sys.executable)))
    env = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}/linter:{ROOT}/rules",
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "DLINT_SELECT": "add-for-local-files",
    }
    run = subprocess.run(
        [found, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile try.lua"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert (tmp_path / "found.json").exists(), run.stdout + run.stderr
    told = json.loads((tmp_path / "found.json").read_text())
    assert told["before"] == [{"code": "add-for-local-files", "line": 1, "column": 0}], run.stderr
    assert not told["after"]
