/* When a field loses focus, the calendar would replace an invalid date (31/02/2026) by another one. Keep what was typed:
   the server rejects it with a message. */
jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
