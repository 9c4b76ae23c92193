import {
    Component,
    onMounted,
    onWillDestroy,
    onWillStart,
    onWillUpdateProps,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { JoinDialog } from "./join_dialog";

const REFRESH_MINUTES = 2;

/** Letters at the left, the chosen one at the right, and a key for each decision. */
export class InboxRenderer extends Component {
    static template = "skks_base.InboxRenderer";
    static props = ["*"];
    // What is sorted, and its method that says what the pane shows.
    static model = "skks.mail.quarantine";
    static reader = "inbox_letter";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.listRef = useRef("letters");
        this.readingRef = useRef("reading");
        this.shown = 0;
        this.state = useState({ chosen: false, letter: null, reading: false, busy: false });
        onWillStart(() => this.show(this.records[0]));
        onWillUpdateProps((nextProps) => this.onLettersChanged(nextProps.list.records));
        onMounted(() => this.focusList());
        const interval = browser.setInterval(() => this.refresh(), REFRESH_MINUTES * 60 * 1000);
        onWillDestroy(() => browser.clearInterval(interval));
    }

    focusList() {
        this.listRef.el?.focus({ preventScroll: true });
    }

    /** New letters appear by themselves; the chosen one stays. */
    refresh() {
        if (!this.state.busy && !document.hidden) {
            this.place = Math.max(this.indexOf(this.records, this.state.chosen), 0);
            return this.props.list.load();
        }
    }

    get model() {
        return this.constructor.model;
    }

    read(id) {
        return this.orm.call(this.model, this.constructor.reader, [id]);
    }

    get records() {
        return this.props.list.records;
    }

    get keys() {
        const letter = this.state.letter;
        const can = new Set(letter?.actions || []);
        const proposal = letter?.proposal;
        const keys = [
            { key: "s", name: "sender", label: _t("Confirm the sender"), primary: true },
            { key: "p", name: "take", label: _t("Take"), primary: !proposal && !can.has("sender") },
            { key: proposal ? "" : "d", name: "join", label: _t("Join to a case") },
            { key: "n", name: "dismiss", label: _t("Not a case") },
            { key: "c", name: "undo", label: _t("Undo “not a case”") },
        ];
        const targets = can.has("send") ? letter.targets : [];
        const offered = {
            key: "d",
            name: "offered",
            label: _t("Join to %s", proposal?.name),
            primary: true,
        };
        return [
            ...(proposal ? [offered] : []),
            ...keys.filter(({ name }) => can.has(name)),
            ...targets.map(({ model, label }, index) => ({
                key: index ? "" : "z",
                name: "send",
                label,
                model,
            })),
            ...(letter?.case ? [{ key: "o", name: "open", label: _t("Open the case") }] : []),
        ];
    }

    // Choosing ----------------------------------------------------------------

    indexOf(records, id) {
        return records.findIndex((record) => record.resId === id);
    }

    /** What is asked for last is shown. An earlier call ends too: a render may wait for it. */
    async show(record, { read = false } = {}) {
        const turn = ++this.shown;
        this.state.chosen = record ? record.resId : false;
        this.state.reading = read && Boolean(record);
        const letter = record ? await this.read(record.resId) : null;
        if (turn === this.shown) {
            this.state.letter = letter;
        }
    }

    onLettersChanged(records) {
        const there = this.indexOf(records, this.state.chosen);
        if (there < 0) {
            // What was decided has left the list: the next one took its place.
            return this.show(records[Math.min(this.place || 0, records.length - 1)]);
        }
    }

    onClickLetter(record) {
        this.show(record, { read: true });
        this.focusList();
    }

    move(step) {
        const to = this.indexOf(this.records, this.state.chosen) + step;
        if (to >= 0 && to < this.records.length) {
            this.show(this.records[to]);
            this.listRef.el.children[to]?.scrollIntoView({ block: "nearest" });
        }
    }

    back() {
        this.state.reading = false;
        this.focusList();
    }

    received(record) {
        const moment = record.data.received_at;
        return moment ? formatDateTime(moment, { format: "dd.MM HH:mm" }) : "";
    }

    outcome(record) {
        const { selection } = this.props.list.fields.state;
        return (selection.find(([value]) => value === record.data.state) || ["", ""])[1];
    }

    sender(record) {
        const [name] = (record.data.email_from || "").split("<");
        return name.replaceAll('"', "").trim() || record.data.email_from || "–";
    }

    // Keys --------------------------------------------------------------------

    /**
     * Letters alone are keys only while the focus is in here and in no field
     * (WCAG 2.1, 2.1.4), so nothing happens to whoever types elsewhere.
     */
    onKeydown(ev) {
        const typing = ev.target.closest("input, textarea, select, [contenteditable='true']");
        if (typing || ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        const inList = ev.target === this.listRef.el;
        const arrow = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (arrow && inList) {
            ev.preventDefault();
            this.move(arrow);
        } else if (ev.key === "Enter" && inList && this.state.letter) {
            ev.preventDefault();
            this.state.reading = true;
            this.readingRef.el?.focus();
        } else {
            const known = this.keys.find(({ key }) => key && key === ev.key.toLowerCase());
            if (known) {
                ev.preventDefault();
                this.decide(known);
            }
        }
    }

    // Decisions ---------------------------------------------------------------

    async decide(key) {
        if (this.state.busy || !this.state.letter) {
            return;
        }
        await this.decisions(this.state.letter, key)[key.name]();
    }

    /** What each key does, by its name. */
    decisions(letter, key) {
        return {
            take: () => this.take(letter),
            sender: () =>
                this.call(letter, "action_confirm_sender", [], _t("The sender is confirmed.")),
            offered: () => this.join(letter, letter.proposal),
            join: () => this.chooseCase(letter),
            send: () => this.call(letter, "action_send", [key.model], _t("Sent on.")),
            dismiss: () => this.dismiss(letter),
            undo: () => this.call(letter, "action_undo_dismiss", [], _t("Waits again.")),
            open: () => this.openCase(letter.case),
        };
    }

    async take(letter) {
        await this.call(letter, "action_take", [], _t("Taken."), true);
    }

    join(letter, { model, id, name }) {
        return this.call(letter, "action_join", [model, id], _t("Joined to %s", name));
    }

    chooseCase(letter) {
        this.dialog.add(
            JoinDialog,
            {
                letterId: letter.id,
                onChoose: (chosen) => this.join(letter, chosen),
            },
            { onClose: () => this.focusList() }
        );
    }

    dismiss(letter) {
        return this.action.doAction("skks_base.skks_reason_action", {
            additionalContext: {
                active_model: this.model,
                active_id: letter.id,
                active_ids: [letter.id],
                reason_action: "action_dismiss",
            },
            onClose: (infos) => this.afterDismiss(letter, infos),
        });
    }

    async afterDismiss(letter, infos) {
        if (!infos?.dismiss) {
            await this.reload(letter);
            const [row] = await this.orm.read(this.model, [letter.id], ["state"]);
            if (row.state === "dismissed") {
                this.tell(_t("Not a case."), {
                    name: _t("Undo"),
                    onClick: () => this.call(letter, "action_undo_dismiss", []),
                });
            }
        }
        this.focusList();
    }

    /**
     * @param {Object} letter
     * @param {string} method of the letter
     * @param {Array} args
     * @param {string} [told] what to say when it is done
     * @param {boolean} [open] whether to offer to open the case
     */
    async call(letter, method, args, told, open = false) {
        this.state.busy = true;
        try {
            const next = await this.orm.call(this.model, method, [[letter.id], ...args]);
            if (typeof next === "object") {
                await this.action.doAction(next);
            } else if (told) {
                const after = open && (await this.read(letter.id));
                this.tell(
                    after?.case ? `${told} ${after.case.name}` : told,
                    after?.case && { name: _t("Open the case"), onClick: () => this.openCase(after.case) }
                );
            }
        } finally {
            this.state.busy = false;
            await this.reload(letter);
            this.focusList();
        }
    }

    tell(message, button) {
        const close = this.notification.add(message, {
            type: "success",
            buttons: button
                ? [{ ...button, onClick: () => (close(), button.onClick()) }]
                : [],
        });
    }

    async reload(letter) {
        this.place = Math.max(this.indexOf(this.records, letter.id), 0);
        await this.props.list.load();
        const there = this.indexOf(this.records, this.state.chosen);
        await this.show(this.records[there < 0 ? Math.min(this.place, this.records.length - 1) : there]);
    }

    openCase({ model, id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    download() {
        return this.action.doActionButton({
            type: "object",
            name: "action_download",
            resModel: this.model,
            resId: this.state.letter.id,
        });
    }
}

export const inboxView = {
    ...listView,
    Renderer: InboxRenderer,
    Controller: ListController,
    searchMenuTypes: ["filter", "favorite"],
};

registry.category("views").add("skks_inbox", inboxView);
