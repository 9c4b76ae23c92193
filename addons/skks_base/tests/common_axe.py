"""axe-core in the browser of the tests: WCAG 2.1, levels A and AA."""

import json
import os
from pathlib import Path

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
_CHECK = """
window.axeCheck = async (selector) => {
    const found = await axe.run(selector, {runOnly: {type: "tag", values: TAGS}});
    const told = found.violations.map(({id, help, nodes}) =>
        `${id}: ${help}: ${nodes.map(({html}) => html).join(" | ")}`
    );
    if (told.length) {
        throw new Error(`axe-core, ${selector}: ${told.join("; ")}`);
    }
    if (!found.passes.length) {
        throw new Error(`axe-core looked at nothing in ${selector}`);
    }
};
window.untilThere = async (selector) => {
    for (let tries = 0; tries < 200; tries++) {
        if (document.querySelector(selector)) {
            return document.querySelector(selector);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never there: ${selector}`);
};
"""


class AxeCase:
    """Mixin for ``HttpCase``: :meth:`check_accessibility` fails on a violation."""

    def check_accessibility(self, url, steps, login, ready="odoo.isReady === true"):
        """Run the JavaScript ``steps`` on a page and let axe-core judge it.

        :param str steps: body of an async function that may await
            ``untilThere(selector)`` and ``axeCheck(selector)``
        :param str ready: when the page is there; those outside the back office do
            not say it in core's way
        """
        library = Path(os.environ["SKKS_NODE"], "axe-core", "axe.min.js").read_text()
        check = _CHECK.replace("TAGS", json.dumps(_TAGS))
        code = (
            f"{library}\n{check}\n(async () => {{ {steps} }})().then("
            '() => console.log("test successful"),'
            " (error) => console.error(error.message));"
        )
        self.browser_js(url, code, ready, login=login)
