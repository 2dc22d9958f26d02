"""Every row of a gradebook, with names in place of random keys."""

TABLES = {
    "course": "select id from course",
    "assignment": "select name, duedate, course_id from assignment",
    "notebook": """select a.name, n.name, n.kernelspec from notebook n
        join assignment a on a.id = n.assignment_id""",
    "cell": """select n.name, b.name, b.type, g.max_score, g.cell_type from base_cell b
        join notebook n on n.id = b.notebook_id left join grade_cells g on g.id = b.id""",
    "source": """select n.name, s.name, s.cell_type, s.locked, s.source, s.checksum from source_cell s
        join notebook n on n.id = s.notebook_id""",
    "student": "select id, first_name, last_name, email, lms_user_id from student",
    "submission": "select student_id, timestamp, extension from submitted_assignment",
    "submitted notebook": """select a.student_id, n.name, s.flagged, s.late_submission_penalty
        from submitted_notebook s join submitted_assignment a on a.id = s.assignment_id
        join notebook n on n.id = s.notebook_id""",
    "grade": """select a.student_id, n.name, b.name, g.auto_score, g.manual_score, g.extra_credit,
        g.needs_manual_grade from grade g join base_cell b on b.id = g.cell_id
        join submitted_notebook s on s.id = g.notebook_id join notebook n on n.id = s.notebook_id
        join submitted_assignment a on a.id = s.assignment_id""",
    "comment": """select a.student_id, n.name, b.name, c.auto_comment, c.manual_comment
        from comment c join base_cell b on b.id = c.cell_id
        join submitted_notebook s on s.id = c.notebook_id join notebook n on n.id = s.notebook_id
        join submitted_assignment a on a.id = s.assignment_id""",
}
