# Sets Redmine up for the tests: one right project, and what each wrong setting needs.
Setting.rest_api_enabled = 1
Setting.notified_events = []
user = User.find_by_login('admin')
user.must_change_passwd = false
user.save!
puts "KEY=#{user.api_key}"
trackers = Tracker.all.to_a
project = Project.create!(name: 'Feedback', identifier: 'feedback', trackers: trackers,
                          enabled_module_names: ['issue_tracking'])
other = Project.create!(name: 'Other', identifier: 'other', trackers: trackers,
                        enabled_module_names: ['issue_tracking'])
Project.create!(name: 'No tracker', identifier: 'closed-module', trackers: trackers, enabled_module_names: [])
shared = { field_format: 'string', trackers: trackers }
key = IssueCustomField.create!(shared.merge(name: 'plaint key', is_filter: true, is_for_all: true))
plain = IssueCustomField.create!(shared.merge(name: 'no filter', is_filter: false, is_for_all: true))
elsewhere = IssueCustomField.create!(shared.merge(name: 'elsewhere', is_filter: true, is_for_all: false, projects: [other]))
short = IssueCustomField.create!(shared.merge(name: 'short', is_filter: true, is_for_all: true, max_length: 5))
puts "CF_KEY=#{key.id}", "CF_NO_FILTER=#{plain.id}", "CF_ELSEWHERE=#{elsewhere.id}", "CF_SHORT=#{short.id}"
puts "PROJECT=#{project.id}"
puts 'PRIORITIES=' + IssuePriority.all.map { |one| "#{one.id}:#{one.name}" }.join(',')
puts 'STATUSES=' + IssueStatus.all.map { |one| "#{one.id}:#{one.name}:#{one.is_closed}" }.join(',')
