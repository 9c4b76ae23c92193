import { registry } from "@web/core/registry";
import { CalendarController } from "@web/views/calendar/calendar_controller";
import { calendarView } from "@web/views/calendar/calendar_view";

/** A calendar of rows that stand for documents: “View” opens the document. */
export class CalendarEntryController extends CalendarController {
    async editRecord(record) {
        const action = await this.orm.call(this.model.resModel, "action_open", [[record.id]]);
        return this.action.doAction(action);
    }
}

registry.category("views").add("skks_calendar_entry", {
    ...calendarView,
    Controller: CalendarEntryController,
});
