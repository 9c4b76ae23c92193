import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

/** Choose the case that a letter belongs to, by its number or subject. */
export class JoinDialog extends Component {
    static template = "skks_base.JoinDialog";
    static components = { Dialog };
    static props = { letterId: Number, onChoose: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        this.inputRef = useRef("term");
        this.keepLast = new KeepLast();
        this.state = useState({ term: "", cases: [], chosen: 0 });
        this.searchSoon = useDebounced(() => this.search(), 250);
        onWillStart(() => this.search());
        onMounted(() => this.inputRef.el.focus());
    }

    async search() {
        this.state.cases = await this.keepLast.add(
            this.orm.call("skks.mail.quarantine", "inbox_cases", [
                this.props.letterId,
                this.state.term,
            ])
        );
        this.state.chosen = 0;
    }

    onInput(ev) {
        this.state.term = ev.target.value;
        this.searchSoon();
    }

    onKeydown(ev) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (step) {
            ev.preventDefault();
            const last = this.state.cases.length - 1;
            this.state.chosen = Math.min(Math.max(this.state.chosen + step, 0), last);
        } else if (ev.key === "Enter") {
            ev.preventDefault();
            this.choose(this.state.cases[this.state.chosen]);
        }
    }

    async choose(chosen) {
        if (chosen) {
            this.props.close();
            await this.props.onChoose(chosen);
        }
    }
}
