import { patch } from "@web/core/utils/patch";
import { CalendarController } from "@web/views/calendar/calendar_controller";

/** A month that stands alone; core takes the form that goes with a day: "listopada". */
const month = (date) => date.toFormat("LLLL");

patch(CalendarController.prototype, {
    get weekHeader() {
        const { rangeStart: start, rangeEnd: end } = this.model;
        if (start.year !== end.year) {
            return `${month(start)} ${start.year} – ${month(end)} ${end.year}`;
        }
        if (start.month !== end.month) {
            return `${month(start)} – ${month(end)} ${end.year}`;
        }
        return `${month(start)} ${start.year}`;
    },

    get currentMonth() {
        return `${month(this.date)} ${this.date.year}`;
    },
});
